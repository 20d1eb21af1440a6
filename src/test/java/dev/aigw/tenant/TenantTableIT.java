package dev.aigw.tenant;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aigw.audit.Actor;
import dev.aigw.error.GatewayError.InvalidRequest;
import dev.aigw.error.GatewayException;
import dev.aigw.postgres.Postgres;
import dev.aigw.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class TenantTableIT {
    private static final Actor BY = new Actor("ann", "198.51.100.7");
    private static final SecretBox BOX = new SecretBox("0".repeat(64), Optional.empty());
    private static String url;

    private Postgres postgres;
    private TenantTable tenants;
    private ApiKeyTable keys;

    @BeforeAll
    static void database() {
        url = TestPostgres.migrated();
    }

    @BeforeEach
    void open(Vertx vertx) {
        postgres = Postgres.open(vertx, url, 4, Duration.ofSeconds(10));
        tenants = new TenantTable(postgres, BOX);
        keys = new ApiKeyTable(postgres);
    }

    @Test
    void givesANewTenantTheDefaultsAndASecretOfItsOwn() throws Exception {
        Tenant one = await(tenants.create("fresh-1", TenantSettings.NONE, BY)).tenant();
        Tenant two = await(tenants.create("fresh-2", TenantSettings.NONE, BY)).tenant();

        assertThat(one.name()).isEqualTo("fresh-1");
        assertThat(one.active()).isTrue();
        assertThat(one.requestsPerMinute()).isEqualTo(60);
        assertThat(one.requestsPerDay()).isEqualTo(5_000);
        assertThat(one.maxTokenTtl()).isEqualTo(Duration.ofHours(1));
        assertThat(one.limits()).isEqualTo(Limits.DEFAULT);
        assertThat(one.policy()).isEqualTo(Policy.DEFAULT);
        assertThat(one.subLimits()).isEmpty();
        assertThat(one.secret().value())
                .matches("[A-Za-z0-9_-]{43}")
                .isNotEqualTo(two.secret().value());
        assertThat(await(tenants.find("fresh-1"))).map(StoredTenant::tenant).contains(one);
        assertThat(await(tenants.find(one.id()))).map(StoredTenant::tenant).contains(one);
    }

    @Test
    void keepsEverySettingToTheNanoDollar() throws Exception {
        Tenant.Budget budget = new Tenant.Budget(
                OptionalLong.of(1), OptionalLong.of(8_765_432_109_876_543L), OptionalLong.of(9_000_000_000_000_000L));
        TenantSettings settings = TenantSettings.NONE
                .withName("Ünïcode \"shop\"")
                .withRates(OptionalLong.of(1), OptionalLong.of(1_000_000_000))
                .withAllowedModels(List.of("openai/*", "gpt-4o"))
                .withAllowedOrigins(List.of("https://shop.example"))
                .withMaxTokenTtl(Duration.ofDays(30))
                .withBudget(budget);

        Tenant made = await(tenants.create("all-set", settings, BY)).tenant();

        assertThat(made.name()).isEqualTo("Ünïcode \"shop\"");
        assertThat(made.requestsPerDay()).isEqualTo(1_000_000_000);
        assertThat(made.allowedModels()).containsExactly("openai/*", "gpt-4o");
        assertThat(made.allowedOrigins()).containsExactly("https://shop.example");
        assertThat(made.maxTokenTtl()).isEqualTo(Duration.ofDays(30));
        assertThat(made.budget()).isEqualTo(budget);
    }

    @Test
    void changesOnlyWhatIsGivenAndCountsTheVersionUp() throws Exception {
        Tenant before = await(tenants.create("partly", TenantSettings.NONE.withName("Partly"), BY))
                .tenant();

        Tenant after = await(tenants.update(
                        "partly", TenantSettings.NONE.withRates(OptionalLong.of(7), OptionalLong.empty()), BY))
                .tenant();

        assertThat(after.requestsPerMinute()).isEqualTo(7);
        assertThat(after.version()).isGreaterThan(before.version());
        assertThat(after)
                .usingRecursiveComparison()
                .ignoringFields("limits.requestsPerMinute", "version")
                .isEqualTo(before);
    }

    @Test
    void refusesATakenSlugAnUnknownTenantAndAChangeOfNothing() throws Exception {
        await(tenants.create("taken", TenantSettings.NONE, BY));

        assertThat(refusal(tenants.create("taken", TenantSettings.NONE, BY))).contains("already taken");
        assertThat(refusal(tenants.update("nobody", TenantSettings.NONE.withActive(true), BY)))
                .contains("not known");
        assertThat(refusal(keys.create("nobody", "k", Optional.empty(), BY))).contains("not known");
        assertThat(refusal(keys.revoke(987_654, BY))).contains("987654");
        assertThatThrownBy(() -> tenants.update("taken", TenantSettings.NONE, BY))
                .isInstanceOf(GatewayException.class);
        assertThat(await(tenants.find("nobody"))).isEmpty();
    }

    @Test
    void keepsTheOldSecretGoodForTheGraceTime() throws Exception {
        Tenant before =
                await(tenants.create("rotated", TenantSettings.NONE, BY)).tenant();

        Tenant graced =
                await(tenants.rotateSecret("rotated", Duration.ofHours(2), BY)).tenant();
        Tenant abrupt =
                await(tenants.rotateSecret("rotated", Duration.ZERO, BY)).tenant();

        assertThat(graced.secret()).isNotEqualTo(before.secret());
        assertThat(graced.previousSecret()).map(Tenant.PreviousSecret::secret).contains(before.secret());
        assertThat(graced.previousSecret().orElseThrow().validUntil())
                .isBetween(Instant.now().plusSeconds(7_100), Instant.now().plusSeconds(7_300));
        assertThat(abrupt.previousSecret()).isEmpty();
    }

    @Test
    void showsAKeyOnceAndKeepsItsHash() throws Exception {
        await(tenants.create("keyed", TenantSettings.NONE, BY));

        ApiKeyTable.NewKey made = await(keys.create("keyed", "backup job", Optional.empty(), BY));
        ApiKeyTable.NewKey other =
                await(keys.create("keyed", "other", Optional.of(Instant.now().plusSeconds(60)), BY));

        assertThat(made.clear())
                .matches("aigw_sk_[A-Za-z0-9_-]{43}")
                .startsWith(made.key().prefix());
        assertThat(made.key().hash()).isEqualTo(ApiKey.hashOf(made.clear()));
        assertThat(made.toString()).doesNotContain(made.clear());
        assertThat(await(keys.list("keyed"))).containsExactly(other.key(), made.key());
        assertThat(await(tenants.find("keyed")).orElseThrow().keys()).containsExactly(made.key(), other.key());
    }

    @Test
    void revokesAKeyOnceAndCountsTheTenantsVersionUp() throws Exception {
        long before = await(tenants.create("revoked", TenantSettings.NONE, BY))
                .tenant()
                .version();
        ApiKeyTable.NewKey made = await(keys.create("revoked", "k", Optional.empty(), BY));

        ApiKey first = await(keys.revoke(made.key().id(), BY));
        ApiKey second = await(keys.revoke(made.key().id(), BY));

        assertThat(first.revokedAt()).isPresent().isEqualTo(second.revokedAt());
        StoredTenant after = await(tenants.find("revoked")).orElseThrow();
        assertThat(after.keys()).isEmpty();
        assertThat(after.tenant().version()).isEqualTo(before + 2);
    }

    @Test
    void writesWhoDidWhatButNoSecret() throws Exception {
        Tenant made = await(tenants.create("audited", TenantSettings.NONE, BY)).tenant();
        await(tenants.rotateSecret("audited", Duration.ofHours(1), BY));
        ApiKeyTable.NewKey key = await(keys.create("audited", "k", Optional.empty(), BY));
        await(keys.revoke(key.key().id(), BY));
        await(keys.revoke(key.key().id(), BY));
        await(tenants.deactivate("audited", BY));

        List<Row> rows = rows("select * from audit_log where tenant_id = " + made.id() + " order by id");

        assertThat(rows)
                .extracting(row -> row.getString("action"))
                .containsExactly(
                        "tenant.create", "tenant.rotate_secret", "key.create", "key.revoke", "tenant.deactivate");
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.getString("actor")).isEqualTo("ann");
            assertThat(row.getString("source_address")).isEqualTo("198.51.100.7");
            assertThat(row.getJsonObject("detail").encode())
                    .doesNotContain(key.clear())
                    .doesNotContain(made.secret().value());
        });
    }

    @Test
    void writesNothingWhenTheChangeIsRefused() throws Exception {
        long before = rows("select id from audit_log").size();

        refusal(tenants.update("nobody", TenantSettings.NONE.withActive(true), BY));

        assertThat(rows("select id from audit_log")).hasSize((int) before);
    }

    @Test
    void refusesToChangeOrDeleteWhatTheAuditLogSays() throws Exception {
        await(tenants.create("logged", TenantSettings.NONE, BY));

        for (String sql :
                List.of("update audit_log set actor = 'bob'", "delete from audit_log", "truncate audit_log")) {
            assertThatThrownBy(() -> rows(sql)).hasMessageContaining("append-only");
        }
    }

    @Test
    void listsManyTenantsWithTheirKeysInOrder() throws Exception {
        List<Future<?>> made = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            String slug = "many-" + i;
            made.add(tenants.create(slug, TenantSettings.NONE, BY)
                    .compose(t -> keys.create(slug, "a", Optional.empty(), BY))
                    .compose(k -> keys.create(slug, "b", Optional.empty(), BY)));
        }
        Future.all(made).await(60, SECONDS);

        List<StoredTenant> all = await(tenants.list());

        List<StoredTenant> many = all.stream()
                .filter(stored -> stored.tenant().slug().startsWith("many-"))
                .toList();
        assertThat(many)
                .hasSize(450)
                .allSatisfy(stored ->
                        assertThat(stored.keys()).extracting(ApiKey::name).containsExactly("a", "b"));
        assertThat(all)
                .isSortedAccordingTo(java.util.Comparator.comparingLong(
                        stored -> stored.tenant().id()));
    }

    @Test
    void shutsOutATenantWhoseSecretCannotBeOpenedUntilItIsRotated() throws Exception {
        await(new TenantTable(postgres, new SecretBox("1".repeat(64), Optional.empty()))
                .create("locked", TenantSettings.NONE, BY));

        StoredTenant locked = await(tenants.find("locked")).orElseThrow();
        StoredTenant rescued = await(tenants.rotateSecret("locked", Duration.ofHours(1), BY));

        assertThat(locked.secretReadable()).isFalse();
        assertThat(locked.tenant().active()).isFalse();
        assertThat(rescued.secretReadable()).isTrue();
        assertThat(rescued.tenant().active()).isTrue();
        assertThat(rescued.tenant().previousSecret()).isEmpty();
    }

    private List<Row> rows(String sql) throws Exception {
        List<Row> rows = new ArrayList<>();
        await(postgres.pool().query(sql).execute()).forEach(rows::add);
        return rows;
    }

    private static String refusal(Future<?> future) {
        return assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> await(future))
                .extracting(GatewayException::error)
                .extracting(error -> ((InvalidRequest) error).reason())
                .actual();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, SECONDS);
    }
}
