package dev.aigw.usage;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aigw.bus.Bus;
import dev.aigw.error.GatewayError.LimiterUnavailable;
import dev.aigw.error.GatewayException;
import dev.aigw.postgres.Postgres;
import dev.aigw.tenant.SubLimit.By;
import dev.aigw.testing.Await;
import dev.aigw.testing.TestPostgres;
import dev.aigw.usage.Spending.Ask;
import dev.aigw.usage.Spending.Spent;
import dev.aigw.usage.UsageEvent.Status;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class LedgerVerticleIT {
    private static final Instant LAST_OF_OCTOBER = Instant.parse("2026-10-31T23:59:59.999999Z");
    private static final Instant FIRST = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant SECOND = Instant.parse("2026-11-02T12:00:00Z");

    private Vertx vertx;
    private String url;
    private Postgres postgres;
    private Bus bus;
    private Bus.Question<Ask, Spent> spending;

    @BeforeEach
    void deploy(Vertx vertx) throws Exception {
        this.vertx = vertx;
        url = TestPostgres.migrated();
        postgres = Postgres.open(vertx, url, 2, Duration.ofSeconds(5));
        bus = Bus.install(vertx);
        await(vertx.deployVerticle(new LedgerVerticle(bus, postgres, Duration.ofDays(90))));
        spending = bus.question(Spending.ASK, Duration.ofSeconds(20));
    }

    @AfterEach
    void undeploy() throws Exception {
        await(Future.all(vertx.deploymentIDs().stream().map(vertx::undeploy).toList()));
    }

    @Test
    void tellsWhatWasSpentInTheUtcDayAndMonthAndInAll() throws Exception {
        write(event(1, LAST_OF_OCTOBER, 1), event(1, FIRST, 10), event(1, SECOND, 100), event(2, SECOND, 5_000));

        assertThat(await(spending.ask(tenant(1, SECOND)))).isEqualTo(new Spent(100, 110, 111));
        assertThat(await(spending.ask(tenant(1, FIRST)))).isEqualTo(new Spent(10, 110, 111));
        assertThat(await(spending.ask(tenant(1, LAST_OF_OCTOBER)))).isEqualTo(new Spent(1, 1, 111));
        assertThat(await(spending.ask(tenant(3, FIRST)))).isEqualTo(new Spent(0, 0, 0));
    }

    @Test
    void tellsWhatOneOfATenantsOwnSpent() throws Exception {
        write(event(1, FIRST, 10), event(1, SECOND, 100));

        assertThat(await(spending.ask(new Ask(1, Optional.of(By.USER), "u1", SECOND))))
                .isEqualTo(new Spent(100, 110, 110));
        assertThat(await(spending.ask(new Ask(1, Optional.of(By.FEATURE), "search", SECOND))))
                .isEqualTo(new Spent(100, 110, 110));
        assertThat(await(spending.ask(new Ask(1, Optional.of(By.CALLER), "search", SECOND))))
                .isEqualTo(new Spent(0, 0, 0));
    }

    @Test
    void tellsTheMostThereIsRatherThanALessThatOverflowed() throws Exception {
        write(event(1, FIRST, Long.MAX_VALUE), event(1, FIRST, Long.MAX_VALUE));

        assertThat(await(spending.ask(tenant(1, FIRST))))
                .isEqualTo(new Spent(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE));
    }

    @Test
    void saysThatItCannotTellWhilePostgresIsAway() throws Exception {
        TestPostgres.takeAway(url);

        assertThatThrownBy(() -> await(spending.ask(tenant(1, FIRST))))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.error()).isInstanceOf(LimiterUnavailable.class));
    }

    @Test
    void letsGoOfOldRowsAtTheStart() throws Exception {
        await(postgres.pool()
                .query("create table usage_event_2020_01 partition of usage_event"
                        + " for values from ('2020-01-01Z') to ('2020-02-01Z')")
                .execute());

        await(vertx.deployVerticle(new LedgerVerticle(bus, postgres, Duration.ofDays(90))));

        Await.until(
                "the partition is gone",
                () -> await(postgres.pool()
                                .query("select to_regclass('usage_event_2020_01') is null")
                                .execute())
                        .iterator()
                        .next()
                        .getBoolean(0));
    }

    private void write(UsageEvent... events) throws Exception {
        await(new UsageTable(postgres).insert(List.of(events)));
    }

    private static Ask tenant(long id, Instant at) {
        return new Ask(id, Optional.empty(), "", at);
    }

    private static UsageEvent event(long tenant, Instant at, long cost) {
        UsageEvent plain = UsageEvents.event(tenant, at, "openai", "gpt", OptionalLong.of(cost), Status.OK, 1);
        return new UsageEvent(
                plain.id(),
                tenant,
                plain.provider(),
                plain.model(),
                plain.tokens(),
                false,
                plain.costNanos(),
                plain.listNanos(),
                plain.requestId(),
                at,
                Status.OK,
                1,
                1,
                OptionalLong.empty(),
                Optional.of("u1"),
                Optional.of("search"),
                Optional.empty(),
                Optional.empty());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(30, SECONDS);
    }
}
