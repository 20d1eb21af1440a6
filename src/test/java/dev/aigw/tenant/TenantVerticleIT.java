package dev.aigw.tenant;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.audit.Actor;
import dev.aigw.bus.Bus;
import dev.aigw.health.Health;
import dev.aigw.postgres.Postgres;
import dev.aigw.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class TenantVerticleIT {
    private static final Actor BY = new Actor("ann", "here");
    private static final SecretBox BOX = new SecretBox("0".repeat(64), Optional.empty());
    private static final String END_ALL_LISTENERS =
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                    + " and (query ilike 'listen%' or query = 'select 1')";

    private final BlockingQueue<Tenants.Entry> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<Health.Report> health = new LinkedBlockingQueue<>();
    private Vertx vertx;
    private Bus bus;
    private String url;
    /** The operator's own way to the database, as from another process. */
    private Postgres operator;

    private TenantTable tenants;

    @BeforeEach
    void open(Vertx vertx) {
        this.vertx = vertx;
        bus = Bus.install(vertx);
        url = TestPostgres.migrated();
        operator = Postgres.open(vertx, url, 4, Duration.ofSeconds(10));
        tenants = new TenantTable(operator, BOX);
        bus.listen(Tenants.CHANGED, changed -> heard.add(changed.entry()));
        bus.listen(Health.REPORT, health::add);
    }

    @Test
    void answersWithEveryTenantAndItsKeys() throws Exception {
        await(tenants.create("blog", TenantSettings.NONE, BY));
        String hash = await(new ApiKeyTable(operator).create("blog", "k", Optional.empty(), BY))
                .key()
                .hash();
        deploy();

        TenantDirectory directory = directory();

        assertThat(directory.bySlug("blog")).isPresent();
        assertThat(directory.byKeyHash(hash))
                .map(holder -> holder.tenant().slug())
                .contains("blog");
    }

    @Test
    void tellsOfAChangeWithinASecond() throws Exception {
        await(tenants.create("blog", TenantSettings.NONE, BY));
        deploy();
        long before = System.nanoTime();

        await(tenants.update("blog", TenantSettings.NONE.withRates(OptionalLong.of(9), OptionalLong.empty()), BY));
        Tenants.Entry told = next(entry -> entry.tenant().requestsPerMinute() == 9);

        assertThat(told.tenant().slug()).isEqualTo("blog");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
        assertThat(directory().bySlug("blog")).map(Tenant::requestsPerMinute).contains(9L);
    }

    @Test
    void tellsOfKeysThatComeAndGo() throws Exception {
        await(tenants.create("blog", TenantSettings.NONE, BY));
        deploy();
        ApiKeyTable keys = new ApiKeyTable(operator);

        ApiKey key = await(keys.create("blog", "k", Optional.empty(), BY)).key();
        Tenants.Entry with = next(entry -> entry.keys().size() == 1);
        await(keys.revoke(key.id(), BY));
        Tenants.Entry without = next(entry -> entry.keys().isEmpty());

        assertThat(with.keys()).containsExactly(key);
        assertThat(without.tenant().version()).isGreaterThan(with.tenant().version());
    }

    @Test
    void tellsOfLimitsWithinATenantsOwnThatComeAndGo() throws Exception {
        await(tenants.create("blog", TenantSettings.NONE, BY));
        deploy();
        SubLimitTable limits = new SubLimitTable(operator);

        await(limits.set("blog", SubLimit.By.USER, "*", LimitSettings.NONE.with(LimitField.CONCURRENT, 3), BY));
        Tenants.Entry with = next(entry -> !entry.tenant().subLimits().isEmpty());
        Optional<Limits> known = directory().bySlug("blog").orElseThrow().limitsOf(SubLimit.By.USER, "u1");
        await(limits.remove("blog", SubLimit.By.USER, "*", BY));
        Tenants.Entry without = next(entry -> entry.tenant().subLimits().isEmpty());

        assertThat(known).map(Limits::concurrent).contains(OptionalLong.of(3));
        assertThat(without.tenant().version()).isGreaterThan(with.tenant().version());
        assertThat(directory().bySlug("blog").orElseThrow().limitsOf(SubLimit.By.USER, "u1"))
                .isEmpty();
    }

    @Test
    void catchesUpWithWhatItMissedWhileItsConnectionWasGone() throws Exception {
        await(tenants.create("changed", TenantSettings.NONE, BY));
        await(tenants.create("limited", TenantSettings.NONE, BY));
        await(tenants.create("deleted", TenantSettings.NONE, BY));
        await(tenants.create("untouched", TenantSettings.NONE, BY));
        deploy();

        await(operator.withConnection(connection -> connection
                .query(END_ALL_LISTENERS)
                .execute()
                .compose(ended -> connection
                        .query("update tenant set rate_limit_rpm = 5 where slug = 'changed';"
                                + " insert into tenant_limit (tenant_id, scope, name, rpm)"
                                + " select id, 'role', 'editor', 4 from tenant where slug = 'limited';"
                                + " delete from tenant where slug = 'deleted'")
                        .execute())));
        await(tenants.create("added", TenantSettings.NONE, BY));
        List<Tenants.Entry> told = List.of(
                next(entry -> entry.tenant().slug().equals("changed")
                        && entry.tenant().requestsPerMinute() == 5),
                nextFromStart(entry -> entry.tenant().slug().equals("deleted")),
                nextFromStart(entry -> entry.tenant().slug().equals("limited")),
                nextFromStart(entry -> entry.tenant().slug().equals("added")));

        assertThat(told.get(1).tenant().active()).isFalse();
        assertThat(told.get(2).tenant().limitsOf(SubLimit.By.ROLE, "editor")).isPresent();
        TenantDirectory directory = directory();
        assertThat(directory.bySlug("deleted")).isEmpty();
        assertThat(directory.bySlug("added")).isPresent();
        assertThat(directory.bySlug("untouched")).isPresent();
        assertThat(seen).extracting(entry -> entry.tenant().slug()).doesNotContain("untouched");
    }

    @Test
    void hearsChangesAgainAfterItsConnectionWasLostAndReportsBoth() throws Exception {
        await(tenants.create("blog", TenantSettings.NONE, BY));
        deploy();

        for (long round = 1; round <= 3; round++) {
            await(operator.pool().query(END_ALL_LISTENERS).execute());
            long rate = round;
            assertThat(nextReport(report -> !report.up())).isNotNull();
            assertThat(nextReport(Health.Report::up)).isNotNull();
            await(tenants.update(
                    "blog", TenantSettings.NONE.withRates(OptionalLong.of(rate), OptionalLong.empty()), BY));
            assertThat(next(entry -> entry.tenant().requestsPerMinute() == rate))
                    .isNotNull();
        }
    }

    @Test
    void comesBackWhenItsConnectionIsOpenButDead() throws Exception {
        await(tenants.create("blog", TenantSettings.NONE, BY));
        Postgres impatient = Postgres.open(vertx, url, 2, Duration.ofSeconds(1));
        await(vertx.deployVerticle(new TenantVerticle(bus, impatient, BOX)));
        int listener = await(operator.pool()
                        .query("select pid from pg_stat_activity where datname = current_database()"
                                + " and (query ilike 'listen%' or query = 'select 1')")
                        .execute())
                .iterator()
                .next()
                .getInteger(0);

        TestPostgres.freeze(listener);
        try {
            await(tenants.update("blog", TenantSettings.NONE.withRates(OptionalLong.of(3), OptionalLong.empty()), BY));
            Tenants.Entry told = next(entry -> entry.tenant().requestsPerMinute() == 3);

            assertThat(told.tenant().slug()).isEqualTo("blog");
            assertThat(nextReport(report -> !report.up())).isNotNull();
        } finally {
            TestPostgres.thaw(listener);
        }
    }

    @Test
    void startsWithATenantWhoseSecretCannotBeOpened() throws Exception {
        await(new TenantTable(operator, new SecretBox("1".repeat(64), Optional.empty()))
                .create("locked", TenantSettings.NONE, BY));
        await(tenants.create("blog", TenantSettings.NONE, BY));
        deploy();

        TenantDirectory directory = directory();

        assertThat(directory.bySlug("locked")).isEmpty();
        assertThat(directory.bySlug("blog")).isPresent();
    }

    @Test
    void coalescesABurstOfChangesAndEndsAtTheLast() throws Exception {
        await(tenants.create("blog", TenantSettings.NONE, BY));
        deploy();

        for (long rate = 100; rate < 300; rate++) {
            await(operator.pool()
                    .query("update tenant set rate_limit_rpm = " + rate + " where slug = 'blog'")
                    .execute());
        }
        next(entry -> entry.tenant().requestsPerMinute() == 299);

        assertThat(directory().bySlug("blog")).map(Tenant::requestsPerMinute).contains(299L);
        assertThat(seen).extracting(entry -> entry.tenant().version()).isSorted();
    }

    private final List<Tenants.Entry> seen = new java.util.ArrayList<>();

    private Tenants.Entry next(Predicate<Tenants.Entry> wanted) throws Exception {
        while (true) {
            Tenants.Entry entry = heard.poll(10, SECONDS);
            assertThat(entry).as("a change before the time-out; seen: %s", seen).isNotNull();
            seen.add(entry);
            if (wanted.test(entry)) {
                return entry;
            }
        }
    }

    private Tenants.Entry nextFromStart(Predicate<Tenants.Entry> wanted) throws Exception {
        Optional<Tenants.Entry> before = seen.stream().filter(wanted).findFirst();
        return before.isPresent() ? before.get() : next(wanted);
    }

    private Health.Report nextReport(Predicate<Health.Report> wanted) throws Exception {
        while (true) {
            Health.Report report = health.poll(10, SECONDS);
            if (report == null || wanted.test(report)) {
                return report;
            }
        }
    }

    private void deploy() throws Exception {
        Postgres postgres = Postgres.open(vertx, url, 2, Duration.ofSeconds(10));
        await(vertx.deployVerticle(new TenantVerticle(bus, postgres, BOX)));
        assertThat(nextReport(Health.Report::up)).isNotNull();
    }

    /** What a lane that starts now is told. It hears no changes, which would come over an event loop while the test reads. */
    private TenantDirectory directory() throws Exception {
        TenantDirectory directory = new TenantDirectory();
        await(bus.question(Tenants.SNAPSHOT, Duration.ofSeconds(5)).ask(new Tenants.Everything()))
                .entries()
                .forEach(directory::apply);
        return directory;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, SECONDS);
    }
}
