package dev.aigw.usage;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class RetentionIT {
    private static final Duration KEEP = Duration.ofDays(90);
    private static final Instant OLD = Instant.parse("2020-01-15T10:00:00Z");

    private Postgres postgres;
    private UsageTable table;
    private Retention retention;

    @BeforeEach
    void open(Vertx vertx) throws Exception {
        postgres = Postgres.open(vertx, TestPostgres.migrated(), 4, Duration.ofSeconds(10));
        table = new UsageTable(postgres);
        retention = new Retention(postgres, 2);
        partition("usage_event_2020_01", "2020-01-01Z", "2020-02-01Z");
        partition("usage_event_2020_02", "2020-02-01Z", "2020-03-01Z");
    }

    @Test
    void dropsMonthsThatAreWhollyOlderAndKeepsTheirSums() throws Exception {
        Instant now = Instant.now();
        await(table.insert(List.of(UsageEvents.event(1, OLD), UsageEvents.event(1, now))));

        List<String> dropped = await(retention.apply(KEEP));
        List<String> again = await(retention.apply(KEEP));

        assertThat(dropped).containsExactly("usage_event_2020_01", "usage_event_2020_02");
        assertThat(again).isEmpty();
        assertThat(strings("select count(*)::text from usage_event")).containsExactly("1");
        assertThat(strings("select attempts::text from usage_day")).containsExactly("1", "1");
    }

    @Test
    void keepsAMonthOfWhichOneDayIsYoungEnough() throws Exception {
        String month =
                strings("select to_char(now() - interval '40 days', 'YYYY_MM')").getFirst();
        String starts = month.replace('_', '-') + "-01Z";
        partition(
                "usage_event_" + month,
                starts,
                strings("select ('" + starts + "'::timestamptz + interval '1 month')::text")
                        .getFirst());

        List<String> dropped = await(retention.apply(Duration.ofDays(40)));

        assertThat(dropped).containsExactly("usage_event_2020_01", "usage_event_2020_02");
    }

    @Test
    void neverDropsWhatIsYoungerThanAMonth() throws Exception {
        await(table.insert(List.of(UsageEvents.event(1, Instant.now()))));

        List<String> dropped = await(retention.apply(Duration.ZERO));

        assertThat(dropped).containsExactly("usage_event_2020_01", "usage_event_2020_02");
        assertThat(strings("select count(*)::text from usage_event")).containsExactly("1");
    }

    @Test
    void countsWhatComesAfterItsMonthIsGoneAndLetsItGoWithTheNext() throws Exception {
        await(retention.apply(KEEP));

        List<UsageEvent> late = List.of(
                UsageEvents.event(1, OLD),
                UsageEvents.event(1, OLD),
                UsageEvents.event(1, OLD),
                UsageEvents.event(1, OLD),
                UsageEvents.event(1, OLD));
        int written = await(table.insert(late));
        List<String> where = strings("select distinct tableoid::regclass::text from usage_event");
        await(retention.apply(KEEP));

        assertThat(written).isEqualTo(5);
        assertThat(where).containsExactly("usage_event_rest");
        assertThat(strings("select count(*)::text from usage_event")).containsExactly("0");
        assertThat(strings("select attempts::text from usage_day")).containsExactly("5");
        assertThat(strings("select count(*)::text from usage_hour")).containsExactly("0");
    }

    @Test
    void letsOneProcessDropAtATime() throws Exception {
        List<Future<List<String>>> all = new ArrayList<>();

        for (int i = 0; i < 4; i++) {
            all.add(retention.apply(KEEP));
        }
        await(Future.all(all));

        assertThat(all)
                .flatExtracting(Future::result)
                .containsExactlyInAnyOrder("usage_event_2020_01", "usage_event_2020_02");
    }

    @Test
    void givesUpRatherThanHoldUpTheLedgerWhileAReportRuns() throws Exception {
        await(postgres.withTransaction(report -> report.query("select count(*) from usage_event")
                .execute()
                .compose(reading -> {
                    Future<List<String>> dropping = retention.apply(KEEP);
                    return dropping.transform(done -> Future.succeededFuture(done.cause()));
                })
                .onSuccess(cause -> assertThat(cause).hasMessageContaining("lock timeout"))));

        assertThat(await(retention.apply(KEEP))).hasSize(2);
    }

    private void partition(String name, String from, String to) throws Exception {
        await(postgres.pool()
                .query("create table if not exists " + name + " partition of usage_event for values from ('" + from
                        + "') to ('" + to + "')")
                .execute());
    }

    private List<String> strings(String sql) throws Exception {
        List<String> all = new ArrayList<>();
        for (Row row : await(postgres.pool().query(sql).execute())) {
            all.add(row.getString(0));
        }
        return all;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(30, SECONDS);
    }
}
