package dev.aigw.chaos;

import dev.aigw.audit.Actor;
import dev.aigw.config.RedisConfig;
import dev.aigw.postgres.Postgres;
import dev.aigw.tenant.SecretBox;
import dev.aigw.tenant.Tenant;
import dev.aigw.tenant.TenantSettings;
import dev.aigw.tenant.TenantTable;
import dev.aigw.testing.MisbehavingUpstream;
import dev.aigw.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Two gateway processes before one upstream, one Postgres and one Redis; they share a journal's directory too. */
final class TwoGateways implements AutoCloseable {
    /** How long a reservation outlives its process: short, so that a test sees it end. */
    static final Duration LEASE = Duration.ofSeconds(3);

    private static final String MASTER_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final int COUNT = 2;

    private final AtomicInteger tenants = new AtomicInteger();
    private final Path directory;
    private final MisbehavingUpstream upstream = MisbehavingUpstream.start();
    private final Vertx vertx = Vertx.vertx();
    private final String postgresUrl = TestPostgres.migrated();
    private final Postgres postgres = Postgres.open(vertx, postgresUrl, 1, Duration.ofSeconds(10));
    private final TenantTable table = new TenantTable(postgres, new SecretBox(MASTER_KEY, Optional.empty()));
    private final Map<String, String> environment;
    private final AtomicReferenceArray<GatewayProcess> running = new AtomicReferenceArray<>(COUNT);

    private TwoGateways(Path directory, RedisConfig redis) {
        this.directory = directory;
        this.environment = new HashMap<>(Map.of(
                "AIGW_POSTGRES_URL",
                postgresUrl,
                "AIGW_REDIS_URL",
                redis.url().value(),
                "AIGW_STORES_REDIS_MODE",
                redis.mode().name().toLowerCase(Locale.ROOT),
                "AIGW_MASTER_KEY",
                MASTER_KEY,
                "OPENAI_API_KEY",
                "sk-chaos",
                "OPENAI_BASE_URL",
                upstream.url("openai") + "/v1",
                "AIGW_LANES",
                "1",
                "AIGW_LOG_ACCESS",
                "off"));
        environment.putAll(Map.of(
                "AIGW_LIMITS_LEASE",
                LEASE.toSeconds() + "s",
                "AIGW_LIMITS_TIMEOUT",
                "250ms",
                "AIGW_USAGE_JOURNAL_DIR",
                directory.resolve("journal").toString(),
                "AIGW_USAGE_JOURNAL_SEGMENT",
                "1MiB",
                "AIGW_PROVIDERS_OPENAI_BREAKER_FAILURES",
                "1000"));
    }

    static TwoGateways start(Path directory, RedisConfig redis) throws IOException {
        TwoGateways both = new TwoGateways(directory, redis);
        for (int i = 0; i < COUNT; i++) {
            both.running.set(i, GatewayProcess.begin(directory, both.environment));
        }
        both.all().forEach(GatewayProcess::ready);
        return both;
    }

    String url(int gateway) {
        return running.get(gateway % COUNT).url();
    }

    void kill(int gateway) {
        running.get(gateway).kill();
    }

    /** Another process in the place of one that was killed. */
    void startAgain(int gateway) throws IOException {
        running.set(gateway, GatewayProcess.begin(directory, environment).ready());
    }

    /** What the running ones have logged that contains this. */
    List<String> logged(String part) {
        return all().flatMap(gateway -> gateway.logged(part).stream()).toList();
    }

    MisbehavingUpstream upstream() {
        return upstream;
    }

    Postgres postgres() {
        return postgres;
    }

    String postgresUrl() {
        return postgresUrl;
    }

    /** The server processes of Postgres that the gateways talk to. */
    List<Integer> backends() {
        List<Integer> pids = new ArrayList<>();
        now(postgres.pool()
                        .query("select pid from pg_stat_activity where datname = current_database()"
                                + " and pid <> pg_backend_pid()")
                        .execute())
                .forEach(row -> pids.add(row.getInteger(0)));
        return pids;
    }

    /** A new tenant that may spend so much in all. */
    Tenant tenant(long budgetNanos) {
        TenantSettings settings = TenantSettings.NONE
                .withRates(OptionalLong.of(1_000_000), OptionalLong.of(1_000_000))
                .withBudget(
                        new Tenant.Budget(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(budgetNanos)));
        return now(table.create("site-" + tenants.incrementAndGet(), settings, new Actor("test", "the test itself")))
                .tenant();
    }

    static <T> T now(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the database does not answer", e);
        }
    }

    @Override
    public void close() throws IOException {
        all().forEach(GatewayProcess::kill);
        upstream.close();
        vertx.close().await();
    }

    private Stream<GatewayProcess> all() {
        return IntStream.range(0, COUNT).mapToObj(running::get);
    }
}
