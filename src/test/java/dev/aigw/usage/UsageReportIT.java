package dev.aigw.usage;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.audit.Actor;
import dev.aigw.dialect.TokenUsage;
import dev.aigw.postgres.Postgres;
import dev.aigw.tenant.SecretBox;
import dev.aigw.tenant.TenantSettings;
import dev.aigw.tenant.TenantTable;
import dev.aigw.testing.TestPostgres;
import dev.aigw.usage.UsageEvent.Status;
import dev.aigw.usage.UsageQuery.By;
import dev.aigw.usage.UsageTotals.Source;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class UsageReportIT {
    private static final Instant MONDAY = Instant.parse("2026-11-23T23:59:59.999Z");
    private static final Instant TUESDAY = Instant.parse("2026-11-24T00:00:00Z");
    private static final Instant LONG_AGO = Instant.EPOCH;
    private static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");

    private Postgres postgres;
    private UsageReport report;
    private long blog;

    @BeforeEach
    void fill(Vertx vertx) throws Exception {
        postgres = Postgres.open(vertx, TestPostgres.migrated(), 2, Duration.ofSeconds(10));
        report = new UsageReport(postgres);
        blog = await(new TenantTable(postgres, new SecretBox("0".repeat(64), Optional.empty()))
                        .create("blog", TenantSettings.NONE, new Actor("ann", "here")))
                .tenant()
                .id();
        await(new UsageTable(postgres)
                .insert(List.of(
                        UsageEvents.event(blog, MONDAY, "openai", "gpt", OptionalLong.of(1), Status.ERROR, 1),
                        UsageEvents.event(blog, MONDAY, "anthropic", "claude", OptionalLong.of(2), Status.OK, 2),
                        UsageEvents.event(blog, TUESDAY, "openai", "gpt", OptionalLong.empty(), Status.OK, 1),
                        UsageEvents.event(999, TUESDAY, "openai", "gpt", OptionalLong.of(4), Status.CANCELLED, 1))));
    }

    @Test
    void addsUpEverything() throws Exception {
        List<UsageTotal> totals = totals(LONG_AGO, FAR, Optional.empty());

        assertThat(totals)
                .containsExactly(
                        new UsageTotal(List.of(), 3, 4, 1, new TokenUsage(400, 160, 20, 80, 28, 12, 8, 4), 7, 7, 0, 1));
    }

    @Test
    void groupsByUtcDayAndTenant() throws Exception {
        List<UsageTotal> totals = totals(LONG_AGO, FAR, Optional.empty(), By.DAY, By.TENANT);

        assertThat(totals)
                .extracting(UsageTotal::group)
                .containsExactly(
                        List.of("2026-11-23", "blog"), List.of("2026-11-24", "#999"), List.of("2026-11-24", "blog"));
        assertThat(totals).extracting(UsageTotal::costNanos).containsExactly(3L, 4L, 0L);
    }

    @Test
    void countsFromTheFirstInstantUpToTheLastAndOneTenantOnly() throws Exception {
        List<UsageTotal> tuesday = totals(TUESDAY, FAR, Optional.of("blog"), By.PROVIDER, By.MODEL, By.USER);
        List<UsageTotal> monday = totals(LONG_AGO, TUESDAY, Optional.of("blog"));

        assertThat(tuesday).extracting(UsageTotal::group).containsExactly(List.of("openai", "gpt", ""));
        assertThat(tuesday).extracting(UsageTotal::unpriced).containsExactly(1L);
        assertThat(monday).extracting(UsageTotal::attempts).containsExactly(2L);
    }

    @Test
    void hasNoTotalWhereNothingWasUsed() throws Exception {
        assertThat(totals(LONG_AGO, LONG_AGO.plusSeconds(1), Optional.empty())).isEmpty();
        assertThat(totals(LONG_AGO, FAR, Optional.of("nobody"), By.DAY)).isEmpty();
    }

    @Test
    void addsUpTheSameFromDaysAndFromRows() throws Exception {
        By[] everything = By.values();

        List<UsageTotal> days = totals(LONG_AGO, FAR, Optional.empty(), everything);
        List<UsageTotal> rows = totals(LONG_AGO.plusSeconds(1), FAR, Optional.empty(), everything);

        assertThat(days).hasSize(4).isEqualTo(rows);
    }

    @Test
    void showsWholeDaysWhereTheRowsOfPartsOfThemAreGone() throws Exception {
        Instant evening = MONDAY.minusSeconds(3_600);
        await(postgres.pool().query("delete from usage_event").execute());
        await(postgres.pool()
                .query("update usage_horizon set since = '2026-12-01Z'")
                .execute());

        UsageTotals totals =
                await(report.totals(new UsageQuery(evening, MONDAY.plusSeconds(10), Optional.empty(), List.of())));
        UsageTotals days = await(report.totals(new UsageQuery(LONG_AGO, FAR, Optional.empty(), List.of())));

        assertThat(totals.source()).isEqualTo(Source.ROUNDED_DAYS);
        assertThat(totals.from()).isEqualTo("2026-11-23T00:00:00Z");
        assertThat(totals.to()).isEqualTo("2026-11-25T00:00:00Z");
        assertThat(totals.groups()).extracting(UsageTotal::attempts).containsExactly(4L);
        assertThat(days.source()).isEqualTo(Source.DAYS);
    }

    private List<UsageTotal> totals(Instant from, Instant to, Optional<String> tenant, By... by) throws Exception {
        return await(report.totals(new UsageQuery(from, to, tenant, List.of(by))))
                .groups();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, SECONDS);
    }
}
