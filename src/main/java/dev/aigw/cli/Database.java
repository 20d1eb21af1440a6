package dev.aigw.cli;

import dev.aigw.audit.Actor;
import dev.aigw.config.ConfigLoader;
import dev.aigw.config.ProviderConfig.Secret;
import dev.aigw.config.RedisConfig;
import dev.aigw.config.Sources;
import dev.aigw.config.StoreConfig;
import dev.aigw.dev.DevState;
import dev.aigw.error.GatewayException;
import dev.aigw.postgres.Migrations;
import dev.aigw.postgres.Postgres;
import dev.aigw.tenant.ApiKeyTable;
import dev.aigw.tenant.SecretBox;
import dev.aigw.tenant.SubLimitTable;
import dev.aigw.tenant.TenantTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** The gateway's database as commands use it: found, reached, asked, and closed again. */
final class Database implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final String NO_TABLE = "42P01";
    private static final String NO_REDIS_NEEDED = "redis://127.0.0.1";

    private final Vertx vertx;
    private final StoreConfig stores;
    private final Postgres postgres;

    private Database(Vertx vertx, StoreConfig stores) {
        this.vertx = vertx;
        this.stores = stores;
        this.postgres = Postgres.open(vertx, stores.postgresUrl().value(), 2, stores.connectTimeout());
    }

    /** Finds it and makes sure that it answers. */
    static Database open(Invocation invocation) {
        Database database = new Database(vertx(), find(invocation));
        try {
            database.ask(database.postgres.ping());
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** A small one, that starts quickly. */
    static Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    /**
     * Where it is: said with --data, else AIGW_POSTGRES_URL, else that of the development gateway that runs here. What
     * somebody wrote down holds over what happens to run.
     */
    static StoreConfig find(Invocation invocation) {
        Sources sources = invocation.sources();
        if (isElsewhere(invocation, sources)) {
            return ConfigLoader.loadStores(
                    ConfigLoader.Mode.SERVE,
                    isNamed(sources, "AIGW_REDIS_URL")
                            ? sources
                            : sources.with(Map.of("stores.redis-url", NO_REDIS_NEEDED)));
        }
        return DevState.read(invocation.dataDirectory())
                .map(Database::of)
                .orElseThrow(() -> new CommandFailed(
                        ExitCode.UNAVAILABLE,
                        "No database: no development gateway runs on "
                                + invocation.dataDirectory().toAbsolutePath().normalize()
                                + " (start one with scripts/run, or name its directory with --data)"
                                + (invocation.namesDataDirectory()
                                        ? "."
                                        : ", and AIGW_POSTGRES_URL is not set (it goes with AIGW_MASTER_KEY, in the"
                                                + " environment or in an env file).")));
    }

    /** The development gateway whose database it is, if it is one's. */
    static Optional<DevState> dev(Invocation invocation) {
        return isElsewhere(invocation, invocation.sources())
                ? Optional.empty()
                : DevState.read(invocation.dataDirectory());
    }

    private static boolean isElsewhere(Invocation invocation, Sources sources) {
        return isNamed(sources, "AIGW_POSTGRES_URL") && !invocation.namesDataDirectory();
    }

    static StoreConfig of(DevState dev) {
        return new StoreConfig(
                new Secret(dev.postgresUrl()),
                2,
                RedisConfig.standalone(new Secret(dev.redisUrl())),
                CONNECT,
                new Secret(dev.masterKey()),
                Optional.empty());
    }

    private static boolean isNamed(Sources sources, String variable) {
        return sources.variable(variable)
                .or(() -> sources.variable(variable + "_FILE"))
                .isPresent();
    }

    TenantTable tenants() {
        return new TenantTable(
                postgres,
                new SecretBox(
                        stores.masterKey().value(), stores.previousMasterKey().map(Secret::value)));
    }

    SubLimitTable subLimits() {
        return new SubLimitTable(postgres);
    }

    ApiKeyTable keys() {
        return new ApiKeyTable(postgres);
    }

    Migrations migrations() {
        return new Migrations(postgres);
    }

    Postgres postgres() {
        return postgres;
    }

    Actor operator() {
        return Operator.actor("cli");
    }

    /** Waits for the answer; what is wrong with the database itself is told in words. */
    <T> T ask(Future<T> question) {
        try {
            return Lifetime.await(question, ANSWER);
        } catch (GatewayException | CommandFailed | Migrations.Refused told) {
            throw told;
        } catch (PgException e) {
            throw refused(e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CommandFailed(ExitCode.UNAVAILABLE, postgres.reason(e), e);
        }
    }

    private CommandFailed refused(PgException e) {
        String state = e.getSqlState();
        if (state.equals(NO_TABLE)) {
            return new CommandFailed(
                    ExitCode.FAILED, "The database has no schema yet, or an old one. Run: aigw migrate", e);
        }
        boolean unusable = state.startsWith("08")
                || state.startsWith("28")
                || state.startsWith("3D")
                || state.startsWith("53")
                || state.startsWith("57");
        return new CommandFailed(unusable ? ExitCode.UNAVAILABLE : ExitCode.FAILED, postgres.reason(e), e);
    }

    @Override
    public void close() {
        try {
            Lifetime.await(postgres.close(), CONNECT);
            // Not chained to the other: its answer would have to come over the event loop that it ends.
            Lifetime.await(vertx.close(), CONNECT);
        } catch (TimeoutException late) {
            // The process is about to end anyway.
        }
    }
}
