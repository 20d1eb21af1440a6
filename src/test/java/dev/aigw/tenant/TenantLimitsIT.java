package dev.aigw.tenant;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aigw.audit.Actor;
import dev.aigw.error.GatewayError.InvalidRequest;
import dev.aigw.error.GatewayException;
import dev.aigw.postgres.Postgres;
import dev.aigw.tenant.SubLimit.By;
import dev.aigw.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class TenantLimitsIT {
    private static final Actor BY = new Actor("ann", "198.51.100.7");
    private static final SecretBox BOX = new SecretBox("0".repeat(64), Optional.empty());
    private static final LimitSettings ALL = LimitSettings.NONE
            .with(LimitField.REQUESTS_PER_MINUTE, 1)
            .with(LimitField.REQUESTS_PER_DAY, 1_000_000_000)
            .with(LimitField.TOKENS_PER_MINUTE, 1_000_000_000_000L)
            .with(LimitField.CONCURRENT, 1_000_000)
            .with(LimitField.BUDGET_DAY, 0)
            .with(LimitField.BUDGET_MONTH, 8_765_432_109_876_543L)
            .with(LimitField.BUDGET_TOTAL, 9_000_000_000_000_000L);
    private static final Limits ALL_READ = new Limits(
            OptionalLong.of(1),
            OptionalLong.of(1_000_000_000),
            OptionalLong.of(1_000_000_000_000L),
            OptionalLong.of(1_000_000),
            new Tenant.Budget(
                    OptionalLong.of(0),
                    OptionalLong.of(8_765_432_109_876_543L),
                    OptionalLong.of(9_000_000_000_000_000L)));
    private static String url;

    private Postgres postgres;
    private TenantTable tenants;
    private SubLimitTable limits;

    @BeforeAll
    static void database() {
        url = TestPostgres.migrated();
    }

    @BeforeEach
    void open(Vertx vertx) {
        postgres = Postgres.open(vertx, url, 4, Duration.ofSeconds(10));
        tenants = new TenantTable(postgres, BOX);
        limits = new SubLimitTable(postgres);
    }

    @Test
    void keepsEveryLimitAndPolicyExactlyAndLiftsThemAgain() throws Exception {
        TenantSettings settings = TenantSettings.NONE
                .withLimits(ALL)
                .withDefaultOutput(OptionalLong.of(1))
                .withMaxOutput(OptionalLong.of(10_000_000))
                .withUnknownPrice(Policy.UnknownPrice.REFUSE)
                .withLimiterLoss(Policy.LimiterLoss.REFUSE)
                .withPriceFactorPpm(1_234_567);
        TenantSettings lifted = TenantSettings.NONE
                .withLimit(LimitField.TOKENS_PER_MINUTE, OptionalLong.empty())
                .withLimit(LimitField.CONCURRENT, OptionalLong.empty())
                .withBudget(Tenant.Budget.NONE)
                .withDefaultOutput(OptionalLong.empty());

        Tenant made = await(tenants.create("whole", settings, BY)).tenant();
        Tenant after = await(tenants.update("whole", lifted, BY)).tenant();

        assertThat(made.limits()).isEqualTo(ALL_READ);
        assertThat(made.policy())
                .isEqualTo(new Policy(
                        OptionalLong.of(1),
                        OptionalLong.of(10_000_000),
                        Policy.UnknownPrice.REFUSE,
                        Policy.LimiterLoss.REFUSE,
                        1_234_567));
        assertThat(after.limits()).isEqualTo(Limits.requests(1, 1_000_000_000));
        assertThat(after.policy().defaultOutput()).isEmpty();
        assertThat(after.policy().maxOutput()).hasValue(10_000_000);
    }

    @Test
    void refusesADefaultOutputAboveTheMostThatWasSetBefore() throws Exception {
        await(tenants.create("ceiling", TenantSettings.NONE.withMaxOutput(OptionalLong.of(100)), BY));

        InvalidRequest refusal =
                refusal(tenants.update("ceiling", TenantSettings.NONE.withDefaultOutput(OptionalLong.of(101)), BY));

        assertThat(refusal.field()).contains("default_max_output");
    }

    @Test
    void keepsLimitsWithinATenantsOwnWhateverKeysItHas() throws Exception {
        await(tenants.create("parted", TenantSettings.NONE, BY));
        ApiKeyTable keys = new ApiKeyTable(postgres);
        await(keys.create("parted", "a", Optional.empty(), BY));
        await(keys.create("parted", "b", Optional.empty(), BY));

        await(limits.set("parted", By.USER, "*", ALL, BY));
        await(limits.set("parted", By.ROLE, "Ünï \"x\"", requests(7), BY));

        StoredTenant read = await(tenants.find("parted")).orElseThrow();
        assertThat(read.keys()).hasSize(2);
        assertThat(read.tenant().subLimits()).hasSize(2);
        assertThat(read.tenant().limitsOf(By.USER, "u1")).contains(ALL_READ);
        assertThat(read.tenant().limitsOf(By.ROLE, "Ünï \"x\""))
                .map(Limits::requestsPerMinute)
                .contains(OptionalLong.of(7));
    }

    @Test
    void changesOnlyTheLimitsThatAreGivenAndLeavesOneWithoutAnyFree() throws Exception {
        await(tenants.create("merged", TenantSettings.NONE, BY));
        await(limits.set("merged", By.USER, "*", requests(5), BY));
        await(limits.set("merged", By.USER, "vip", requests(9), BY));

        await(limits.set("merged", By.USER, "*", LimitSettings.NONE.with(LimitField.CONCURRENT, 2), BY));
        await(limits.set(
                "merged",
                By.USER,
                "vip",
                LimitSettings.NONE.with(LimitField.REQUESTS_PER_MINUTE, OptionalLong.empty()),
                BY));

        Tenant read = await(tenants.find("merged")).orElseThrow().tenant();
        Limits each = read.limitsOf(By.USER, "bob").orElseThrow();
        assertThat(each.requestsPerMinute()).hasValue(5);
        assertThat(each.concurrent()).hasValue(2);
        assertThat(read.limitsOf(By.USER, "vip")).contains(Limits.NONE);
    }

    @Test
    void countsTheTenantsVersionUpWithEveryChangeOfALimit() throws Exception {
        long made = await(tenants.create("counted", TenantSettings.NONE, BY))
                .tenant()
                .version();

        await(limits.set("counted", By.USER, "u", requests(5), BY));
        await(limits.set("counted", By.USER, "u", requests(6), BY));
        await(limits.remove("counted", By.USER, "u", BY));

        Tenant after = await(tenants.find("counted")).orElseThrow().tenant();
        assertThat(after.version()).isEqualTo(made + 3);
        assertThat(after.subLimits()).isEmpty();
    }

    @Test
    void refusesLimitsOfNobodyOfNothingAndTooMany() throws Exception {
        long id = await(tenants.create("crowded", TenantSettings.NONE, BY))
                .tenant()
                .id();
        rows("insert into tenant_limit (tenant_id, scope, name, rpm) select " + id
                + ", 'user', 'u' || n, 1 from generate_series(1, " + SubLimitTable.MOST + ") n");

        assertThat(refusal(limits.set("nobody", By.USER, "u", requests(1), BY)).reason())
                .contains("not known");
        assertThat(refusal(limits.remove("crowded", By.USER, "other", BY)).reason())
                .contains("no limits of its own");
        assertThat(refusal(limits.set("crowded", By.USER, "other", requests(1), BY))
                        .reason())
                .contains("at most 1000");
        await(limits.set("crowded", By.USER, "u1", requests(2), BY));
        assertThatThrownBy(() -> limits.set("crowded", By.USER, "u", LimitSettings.NONE, BY))
                .isInstanceOf(GatewayException.class);
        assertThatThrownBy(() -> limits.set("crowded", By.USER, " ", requests(1), BY))
                .isInstanceOf(GatewayException.class);
        assertThat(await(tenants.find("crowded")).orElseThrow().tenant().subLimits())
                .hasSize(SubLimitTable.MOST);
    }

    @Test
    void writesWhoChangedWhichLimits() throws Exception {
        long id = await(tenants.create("written", TenantSettings.NONE, BY))
                .tenant()
                .id();
        await(tenants.update("written", TenantSettings.NONE.withPriceFactorPpm(1_200_000), BY));
        await(limits.set(
                "written", By.FEATURE, "*", LimitSettings.NONE.with(LimitField.BUDGET_DAY, 1_500_000_000), BY));
        await(limits.remove("written", By.FEATURE, "*", BY));

        List<Row> written = rows("select action, actor, detail from audit_log where tenant_id = " + id
                + " and action <> 'tenant.create' order by id");

        assertThat(written).extracting(row -> row.getString("actor")).containsOnly("ann");
        assertThat(written)
                .extracting(row -> row.getString("action"))
                .containsExactly("tenant.update", "limit.set", "limit.remove");
        assertThat(written)
                .extracting(row -> row.getJsonObject("detail"))
                .containsExactly(
                        new JsonObject().put("price_factor_ppm", 1_200_000),
                        new JsonObject()
                                .put("budget_day_usd", "1.500000000")
                                .put("scope", "feature")
                                .put("name", "*"),
                        new JsonObject().put("scope", "feature").put("name", "*"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rate_limit_tpm = 0",
                "max_concurrent = 1000001",
                "default_max_output = 0",
                "max_output = 10000001",
                "unknown_price = 'free'",
                "limiter_loss = 'pass'",
                "price_factor_ppm = -1",
                "budget_day_usd = 'NaN'",
                "budget_month_usd = -1",
                "budget_total_usd = 9000000.000000001",
                "default_max_output = 2, max_output = 1"
            })
    void theSchemaRefusesTheSame(String assignment) throws Exception {
        await(tenants.find("checked")
                .compose(found -> found.isPresent()
                        ? Future.succeededFuture()
                        : tenants.create("checked", TenantSettings.NONE, BY)));

        assertThatThrownBy(() -> rows("update tenant set " + assignment + " where slug = 'checked'"))
                .hasMessageContaining("check constraint");
    }

    private static LimitSettings requests(long perMinute) {
        return LimitSettings.NONE.with(LimitField.REQUESTS_PER_MINUTE, perMinute);
    }

    private List<Row> rows(String sql) throws Exception {
        List<Row> rows = new ArrayList<>();
        await(postgres.pool().query(sql).execute()).forEach(rows::add);
        return rows;
    }

    private static InvalidRequest refusal(Future<?> future) {
        return assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> await(future))
                .extracting(GatewayException::error)
                .extracting(error -> (InvalidRequest) error)
                .actual();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, SECONDS);
    }
}
