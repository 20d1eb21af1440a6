package dev.aigw.dev;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL and a real Redis of the gateway's own, on a directory that is kept from start to start.
 *
 * <p>Everything here blocks; it is for the main thread, before there is an event loop and after.
 */
public final class EmbeddedStores implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStores.class);

    private final DataDirectory data;
    private final PostgresServer postgres;
    private final RedisServer redis;
    private final String password;
    private final String masterKey;
    private final Watchdog watchdog;
    private boolean closed;

    private EmbeddedStores(
            DataDirectory data, PostgresServer postgres, RedisServer redis, String password, String masterKey) {
        this.data = data;
        this.postgres = postgres;
        this.redis = redis;
        this.password = password;
        this.masterKey = masterKey;
        this.watchdog = Watchdog.over(data.path(), postgres, redis);
    }

    /** Starts both and says nothing. */
    public static EmbeddedStores start(Path directory) {
        return start(directory, line -> {});
    }

    /**
     * Starts both on this directory, which is made if need be and taken until {@link #close()}; ends first what a
     * killed gateway left running there.
     *
     * @param progress told, in a sentence, what takes longer than usual
     * @throws DevFailure if it cannot be, with the reason and the way out
     */
    public static EmbeddedStores start(Path directory, Consumer<String> progress) {
        long started = System.nanoTime();
        DataDirectory data = DataDirectory.take(directory);
        try {
            if (!Files.exists(data.resolve("postgres"))) {
                progress.accept("Preparing a PostgreSQL and a Redis in " + data.path() + " (only the first time) ...");
            }
            String password = data.password("stores.password");
            Unprivileged unprivileged = Unprivileged.on(data);
            Programs programs = Programs.unpacked(data.resolve("programs"), unprivileged.another());
            PostgresServer postgres = new PostgresServer(data, programs.postgres(), unprivileged);
            RedisServer redis = new RedisServer(data, programs.redis());
            startBoth(postgres, redis, password);
            LOG.info(
                    "embedded stores started postgres_port={} redis_port={} took_ms={}",
                    postgres.port(),
                    redis.port(),
                    (System.nanoTime() - started) / 1_000_000);
            return new EmbeddedStores(data, postgres, redis, password, data.key("master.key"));
        } catch (RuntimeException e) {
            data.close();
            throw e;
        } catch (NoClassDefFoundError e) {
            data.close();
            throw new DevFailure(
                    "The embedded servers are not part of this jar. Start the development gateway with scripts/run, or"
                            + " run `serve` against your own PostgreSQL and Redis.",
                    e);
        }
    }

    private static void startBoth(PostgresServer postgres, RedisServer redis, String password) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Void> first = CompletableFuture.runAsync(() -> postgres.start(password), threads);
            CompletableFuture<Void> second = CompletableFuture.runAsync(() -> redis.start(password), threads);
            CompletableFuture.allOf(first, second).join();
        } catch (CompletionException e) {
            postgres.stop();
            redis.stop();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** With user and password, as a client's connection string. */
    public String postgresUrl() {
        return "postgresql://" + PostgresServer.USER + ":" + password + "@" + Loopback.HOST + ":" + postgres.port()
                + "/" + PostgresServer.DATABASE;
    }

    /** With the password, as a client's connection string. */
    public String redisUrl() {
        return "redis://:" + password + "@" + Loopback.HOST + ":" + redis.port();
    }

    /** 32 bytes in Base64, made with the directory: what secrets in this PostgreSQL are encrypted with. */
    public String masterKey() {
        return masterKey;
    }

    public Path directory() {
        return data.path();
    }

    /** Ends both and lets go of the directory. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        CompletableFuture<Void> redisEnds = CompletableFuture.runAsync(redis::stop);
        postgres.stop();
        redisEnds.join();
        watchdog.close();
        data.close();
    }
}
