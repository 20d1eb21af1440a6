package dev.aigw.usage;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.postgres.Postgres;
import dev.aigw.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class UsageTableIT {
    private Postgres postgres;
    private UsageTable table;

    @BeforeEach
    void open(Vertx vertx) {
        postgres = Postgres.open(vertx, TestPostgres.migrated(), 4, Duration.ofSeconds(10));
        table = new UsageTable(postgres);
    }

    @Test
    void keepsEveryColumnToTheNanoDollar() throws Exception {
        UsageEvent event = UsageEvents.event(
                7,
                Instant.now(),
                "anthropic",
                "claude",
                OptionalLong.of(1_234_567_890_123_456_789L),
                UsageEvent.Status.CANCELLED,
                2);

        int written = await(table.insert(List.of(event)));
        Row row = row(event);

        assertThat(written).isEqualTo(1);
        assertThat(row.getLong("tenant_id")).isEqualTo(7);
        assertThat(row.getString("provider")).isEqualTo("anthropic");
        assertThat(row.getString("model")).isEqualTo("claude");
        assertThat(row.getString("status")).isEqualTo("cancelled");
        assertThat(row.getInteger("attempt")).isEqualTo(2);
        assertThat(row.getString("request_id")).isEqualTo(event.requestId());
        assertThat(row.getLong("input_tokens")).isEqualTo(100);
        assertThat(row.getLong("cache_read_tokens")).isEqualTo(40);
        assertThat(row.getLong("cache_write_tokens")).isEqualTo(5);
        assertThat(row.getLong("output_tokens")).isEqualTo(20);
        assertThat(row.getLong("reasoning_tokens")).isEqualTo(7);
        assertThat(row.getLong("cache_write_long_tokens")).isEqualTo(3);
        assertThat(row.getLong("audio_input_tokens")).isEqualTo(2);
        assertThat(row.getLong("audio_output_tokens")).isEqualTo(1);
        assertThat(row.getBigDecimal("cost_usd")).isEqualByComparingTo(new BigDecimal("1234567890.123456789"));
        assertThat(row.getLong("latency_ms")).isEqualTo(250);
        assertThat(row.getValue("first_token_ms")).isNull();
        assertThat(row.getValue("end_user")).isNull();
    }

    @Test
    void writesTheSameEventOnce() throws Exception {
        List<UsageEvent> events = UsageEvents.many(10);

        int first = await(table.insert(events));
        int again = await(table.insert(events));
        UsageEvent one = UsageEvents.event(1, Instant.now());
        int doubled = await(table.insert(List.of(one, one)));

        assertThat(List.of(first, again, doubled)).containsExactly(10, 0, 1);
        assertThat(count()).isEqualTo(11);
    }

    @Test
    void keepsAnUnknownPriceApartFromNothing() throws Exception {
        UsageEvent unpriced =
                UsageEvents.event(1, Instant.now(), "p", "m", OptionalLong.empty(), UsageEvent.Status.OK, 1);
        UsageEvent free = UsageEvents.event(1, Instant.now(), "p", "m", OptionalLong.of(0), UsageEvent.Status.OK, 1);

        await(table.insert(List.of(unpriced, free)));

        assertThat(row(unpriced).getValue("cost_usd")).isNull();
        assertThat(row(free).getBigDecimal("cost_usd")).isZero();
    }

    @Test
    void keepsWhateverTextACallerMakesUp() throws Exception {
        for (String text :
                List.of("", "a\0b", "\uD800 alone", "'; drop table tenant; --", "{,\"NULL\"}", "x".repeat(9_000))) {
            UsageEvent event = UsageEvents.saying(text);

            assertThat(await(table.insert(List.of(event)))).as(text).isEqualTo(1);

            assertThat(row(event).getString("feature")).hasSizeLessThanOrEqualTo(256);
        }
    }

    @Test
    void hasAPartitionForThisMonthAndTheNextFromTheFirstDay() throws Exception {
        YearMonth now = YearMonth.now(ZoneOffset.UTC);
        for (YearMonth month : List.of(now, now.plusMonths(1))) {
            Instant last = month.plusMonths(1)
                    .atDay(1)
                    .atStartOfDay()
                    .toInstant(ZoneOffset.UTC)
                    .minusMillis(1);
            UsageEvent event = UsageEvents.event(1, last);

            await(table.insert(List.of(event)));

            assertThat(partition(event))
                    .isEqualTo("usage_event_" + month.toString().replace('-', '_'));
        }
    }

    @Test
    void catchesARowOfAnyMonthAndMovesItWhenItsPartitionIsMade() throws Exception {
        YearMonth month = YearMonth.now(ZoneOffset.UTC).plusMonths(7);
        UsageEvent early = UsageEvents.event(1, month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC));
        UsageEvent ancient = UsageEvents.event(1, Instant.parse("2001-01-01T00:00:00Z"));
        await(table.insert(List.of(early, ancient)));
        assertThat(partition(early)).isEqualTo("usage_event_rest");

        List<String> made = await(table.makePartitions(8));

        assertThat(made).contains("usage_event_" + month.toString().replace('-', '_'));
        assertThat(partition(early)).isEqualTo("usage_event_" + month.toString().replace('-', '_'));
        assertThat(partition(ancient)).isEqualTo("usage_event_rest");
        assertThat(await(table.insert(List.of(early, ancient)))).isZero();
    }

    @Test
    void makesEachPartitionOnceWhenManyAskWhileRowsComeIn() throws Exception {
        List<Future<List<String>>> makers = new ArrayList<>();
        List<Future<Integer>> inserts = new ArrayList<>();
        Instant far = YearMonth.now(ZoneOffset.UTC)
                .plusMonths(20)
                .atDay(3)
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC);

        for (int i = 0; i < 8; i++) {
            makers.add(table.makePartitions(24));
            inserts.add(table.insert(List.of(UsageEvents.event(1, far), UsageEvents.event(1, Instant.now()))));
        }
        await(Future.all(makers));
        await(Future.all(inserts));

        assertThat(makers).flatExtracting(Future::result).hasSize(22).doesNotHaveDuplicates();
        assertThat(count()).isEqualTo(16);
    }

    private Row row(UsageEvent event) throws Exception {
        return await(postgres.pool()
                        .preparedQuery("select *, tableoid::regclass::text as part from usage_event where id = $1")
                        .execute(Tuple.of(event.id())))
                .iterator()
                .next();
    }

    private String partition(UsageEvent event) throws Exception {
        return row(event).getString("part");
    }

    private long count() throws Exception {
        return await(postgres.pool().query("select count(*) from usage_event").execute())
                .iterator()
                .next()
                .getLong(0);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, SECONDS);
    }
}
