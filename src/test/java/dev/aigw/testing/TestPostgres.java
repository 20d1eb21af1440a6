package dev.aigw.testing;

import dev.aigw.postgres.Migrations;
import dev.aigw.postgres.Postgres;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL on a free port, started once per JVM when first asked for and stopped with it. Each caller gets a
 * database of its own.
 */
public final class TestPostgres {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private TestPostgres() {}

    /** The URL of a fresh database with the whole schema. */
    public static String migrated() {
        return create(Template.NAME);
    }

    /** The URL of a fresh database with nothing in it. */
    public static String empty() {
        return create("template0");
    }

    /** Ends all connections to the database and refuses new ones, as if Postgres were down. */
    public static void takeAway(String url) {
        execute("alter database " + name(url) + " with allow_connections false");
        execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name(url) + "'");
    }

    public static void bringBack(String url) {
        execute("alter database " + name(url) + " with allow_connections true");
    }

    /** Makes a server process hang: it keeps its connection and says nothing more until it is thawed. */
    public static void freeze(int backend) {
        signal("STOP", backend);
    }

    public static void thaw(int backend) {
        signal("CONT", backend);
    }

    private static void signal(String name, int backend) {
        try {
            int exit = new ProcessBuilder("kill", "-" + name, Integer.toString(backend))
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill -" + name + " " + backend + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String name(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static String create(String template) {
        String name = "test" + COUNT.incrementAndGet();
        execute("create database " + name + " template " + template);
        return url(name);
    }

    private static String url(String database) {
        return "postgresql://postgres:postgres@localhost:" + Server.RUNNING.getPort() + "/" + database;
    }

    private static void execute(String sql) {
        Vertx vertx = Vertx.vertx();
        try {
            Postgres postgres = Postgres.open(vertx, url("postgres"), 1, Duration.ofSeconds(10));
            postgres.pool().query(sql).execute().await(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(sql, e);
        } finally {
            vertx.close().await();
        }
    }

    /** The server itself ends with the JVM, by a hook of its own. */
    private static final class Server {
        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The schema, made once and copied from then on. */
    private static final class Template {
        static final String NAME = make();

        private static String make() {
            String name = "aigw_template";
            execute("create database " + name);
            Vertx vertx = Vertx.vertx();
            try {
                Postgres postgres = Postgres.open(vertx, url(name), 1, Duration.ofSeconds(10));
                new Migrations(postgres).apply().await(30, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new IllegalStateException("migrations hang", e);
            } finally {
                vertx.close().await();
            }
            return name;
        }
    }
}
