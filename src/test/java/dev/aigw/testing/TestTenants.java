package dev.aigw.testing;

import dev.aigw.audit.Actor;
import dev.aigw.config.StoreConfig;
import dev.aigw.postgres.Postgres;
import dev.aigw.tenant.ApiKeyTable;
import dev.aigw.tenant.LimitSettings;
import dev.aigw.tenant.SecretBox;
import dev.aigw.tenant.StoredTenant;
import dev.aigw.tenant.SubLimit;
import dev.aigw.tenant.SubLimitTable;
import dev.aigw.tenant.TenantSettings;
import dev.aigw.tenant.TenantTable;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes and changes tenants straight in the database, as an operator's command line in another process would. */
final class TestTenants {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Actor ACTOR = new Actor("test", "the test itself");

    private final Postgres postgres;
    private final TenantTable tenants;
    private final ApiKeyTable keys;
    private final SubLimitTable subLimits;

    TestTenants(Postgres postgres, StoreConfig stores) {
        this.postgres = postgres;
        this.tenants =
                new TenantTable(postgres, new SecretBox(stores.masterKey().value(), Optional.empty()));
        this.keys = new ApiKeyTable(postgres);
        this.subLimits = new SubLimitTable(postgres);
        // Databases of several tests share one Redis, where a tenant is known by its id.
        now(postgres.pool()
                .query("alter table tenant alter column id restart with "
                        + (1_000_000L * (1 + ThreadLocalRandom.current().nextInt(1_000_000_000))))
                .execute());
    }

    TestTenant create(TenantSettings settings) {
        StoredTenant stored = now(tenants.create("site-" + COUNT.incrementAndGet() + "-slug", settings, ACTOR));
        return new TestTenant(
                this,
                stored.tenant().id(),
                stored.tenant().slug(),
                stored.tenant().secret().value());
    }

    void update(String slug, TenantSettings settings) {
        now(tenants.update(slug, settings, ACTOR));
    }

    void limit(String slug, SubLimit.By by, String name, LimitSettings limits) {
        now(subLimits.set(slug, by, name, limits, ACTOR));
    }

    String rotate(String slug, Duration grace) {
        return now(tenants.rotateSecret(slug, grace, ACTOR)).tenant().secret().value();
    }

    ApiKeyTable.NewKey key(String slug, Optional<Instant> expires) {
        return now(keys.create(slug, "test", expires, ACTOR));
    }

    void revokeNewestKey(String slug) {
        now(keys.revoke(now(keys.list(slug)).getFirst().id(), ACTOR));
    }

    /** The details of what was done, the newest last. */
    List<String> audits(long id, String action) {
        List<String> details = new ArrayList<>();
        now(postgres.pool()
                        .preparedQuery(
                                "select detail::text from audit_log where tenant_id = $1 and action = $2 order by id")
                        .execute(Tuple.of(id, action)))
                .forEach(row -> details.add(row.getString(0)));
        return details;
    }

    static <T> T now(Future<T> future) {
        try {
            return future.await(Await.SOON.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the database does not answer", e);
        }
    }
}
