package dev.aigw.usage;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.dialect.TokenUsage;
import dev.aigw.postgres.Postgres;
import dev.aigw.testing.TestPostgres;
import dev.aigw.usage.UsageEvent.Status;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sums say what the rows say, whoever writes what how often and in which order. */
@ExtendWith(VertxExtension.class)
class UsageSumsIT {
    private static final Instant NOON = Instant.parse("2026-11-23T12:30:00Z");
    private static final Instant BEFORE_MIDNIGHT = Instant.parse("2026-11-23T23:59:59.999999Z");
    private static final Instant MIDNIGHT = Instant.parse("2026-11-24T00:00:00Z");

    private static final List<Status> ENDS = List.of(Status.OK, Status.ERROR, Status.TIMEOUT, Status.CANCELLED);

    private Postgres postgres;
    private UsageTable table;

    @BeforeEach
    void open(Vertx vertx) {
        postgres = Postgres.open(vertx, TestPostgres.migrated(), 6, Duration.ofSeconds(10));
        table = new UsageTable(postgres);
    }

    @Test
    void countsARowOnceHoweverOftenItIsSent() throws Exception {
        List<UsageEvent> events = List.of(event(1, NOON, Status.OK, 100), event(1, NOON, Status.ERROR, 20));

        await(table.insert(events));
        await(table.insert(events));
        await(table.insert(List.of(events.getFirst(), events.getFirst())));

        assertThat(one("select sum(attempts)::int n, sum(failed)::int f, sum(cost_usd) * 1e9 c from usage_day"))
                .isEqualTo(new JsonObject().put("n", 2).put("f", 1).put("c", 120));
    }

    @Test
    void addsARowToItsUtcDayAndHour() throws Exception {
        await(table.insert(List.of(
                event(1, BEFORE_MIDNIGHT, Status.OK, 1),
                event(1, MIDNIGHT, Status.OK, 2),
                event(1, MIDNIGHT.plusSeconds(1), Status.OK, 4))));

        assertThat(strings("select day || ' ' || attempts || ' ' || (cost_usd * 1e9)::int from usage_day order by 1"))
                .containsExactly("2026-11-23 1 1", "2026-11-24 2 6");
        assertThat(strings("select to_char(hour at time zone 'UTC', 'DD HH24') || ' ' || (cost_usd * 1e9)::int"
                        + " from usage_hour order by 1"))
                .containsExactly("23 23 1", "24 00 6");
    }

    @Test
    void putsTheTruthInThePlaceOfWhatWasUnknown() throws Exception {
        UsageEvent guess = event(1, NOON, Status.UNKNOWN, 900);
        UsageEvent truth = as(guess, Status.OK, OptionalLong.of(70), "plugin");
        UsageEvent other = as(guess, Status.ERROR, OptionalLong.of(5), "late");

        await(table.insert(List.of(guess)));
        int fresh = await(table.insert(List.of(truth)));
        await(table.insert(List.of(truth)));
        await(table.insert(List.of(other, guess)));

        assertThat(fresh).isZero();
        assertThat(one("select status, caller, (cost_usd * 1e9)::int c from usage_event"))
                .isEqualTo(new JsonObject()
                        .put("status", "ok")
                        .put("caller", "plugin")
                        .put("c", 70));
        assertSumsAreThoseOfTheRows();
    }

    @Test
    void takesTheTruthWhereBothComeInOneBatch() throws Exception {
        UsageEvent guess = event(1, NOON, Status.UNKNOWN, 900);
        UsageEvent truth = as(guess, Status.OK, OptionalLong.of(70), "plugin");

        await(table.insert(List.of(guess, truth, guess)));

        assertThat(strings("select status from usage_event")).containsExactly("ok");
        assertSumsAreThoseOfTheRows();
    }

    @Test
    void keepsTheTruthWhenItTurnsOutToBeWithoutAPrice() throws Exception {
        UsageEvent guess = event(1, NOON, Status.UNKNOWN, 900);

        await(table.insert(List.of(guess)));
        await(table.insert(List.of(as(guess, Status.CANCELLED, OptionalLong.empty(), "c"))));

        assertThat(strings("select coalesce(sum(cost_usd), 0)::int::text from usage_spent"))
                .containsExactly("0");
        assertSumsAreThoseOfTheRows();
    }

    @Test
    void neverRefusesARowForTheLengthOfItsTextsOrTheSizeOfItsNumbers() throws Exception {
        Random random = new Random(7);
        List<UsageEvent> events = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String text = random.ints(300, 0x4e00, 0x9000)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            events.add(withTokens(UsageEvents.saying(text), new TokenUsage(Long.MAX_VALUE, 1, 1, Long.MAX_VALUE, 1)));
            events.add(withTokens(UsageEvents.saying("x"), new TokenUsage(Long.MAX_VALUE, 1, 1, Long.MAX_VALUE, 1)));
        }

        assertThat(await(table.insert(events))).isEqualTo(6);
        assertSumsAreThoseOfTheRows();
    }

    @Test
    void agreesWithTheRowsWhenManyWriteTruthAndGuessesOfTheSameCallsAtOnce() throws Exception {
        Random random = new Random(20_261_123);
        List<UsageEvent> truth = new ArrayList<>();
        List<UsageEvent> guesses = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            UsageEvent event = event(1 + i % 3, NOON.plusSeconds(i * 61L), Status.OK, 1 + random.nextInt(1_000_000));
            truth.add(as(event, ENDS.get(i % ENDS.size()), event.costNanos(), "plugin-" + i % 5));
            if (i % 7 != 0) {
                guesses.add(as(event, Status.UNKNOWN, OptionalLong.of(5_000_000), "plugin-" + i % 4));
            }
        }
        List<Future<?>> writes = new ArrayList<>();

        for (int writer = 0; writer < 4; writer++) {
            List<UsageEvent> all = new ArrayList<>(truth);
            all.addAll(guesses);
            Collections.shuffle(all, random);
            writes.add(inBatches(all, random));
        }
        await(Future.join(writes));

        assertThat(writes).allMatch(Future::succeeded);
        assertThat(strings("select id || ' ' || status || ' ' || caller || ' ' || (cost_usd * 1e9)::bigint"
                        + " from usage_event"))
                .containsExactlyInAnyOrderElementsOf(truth.stream()
                        .map(event -> event.id() + " " + event.status().word() + " "
                                + event.caller().orElseThrow() + " "
                                + event.costNanos().orElseThrow())
                        .toList());
        assertSumsAreThoseOfTheRows();
    }

    /** One batch after the other, so that the pool's connections are shared by all writers. */
    private Future<Integer> inBatches(List<UsageEvent> events, Random random) {
        Future<Integer> last = Future.succeededFuture(0);
        for (int from = 0; from < events.size(); ) {
            List<UsageEvent> batch = events.subList(from, Math.min(events.size(), from + 1 + random.nextInt(60)));
            from += batch.size();
            last = last.compose(before -> table.insert(batch));
        }
        return last;
    }

    private void assertSumsAreThoseOfTheRows() throws Exception {
        String ofRows = """
                select tenant_id, (created_at at time zone 'UTC')::date as day, provider, model,
                    coalesce(end_user, ''), coalesce(feature, ''), coalesce(caller, ''), coalesce(role, ''),
                    count(*) filter (where attempt = 1), count(*),
                    count(*) filter (where status not in ('ok', 'cancelled')),
                    count(*) filter (where cost_usd is null), count(*) filter (where estimated),
                    sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(cache_write_long_tokens),
                    sum(audio_input_tokens), sum(output_tokens), sum(reasoning_tokens), sum(audio_output_tokens),
                    coalesce(sum(cost_usd), 0), coalesce(sum(list_cost_usd), 0)
                from usage_event group by 1, 2, 3, 4, 5, 6, 7, 8""";
        String ofDays = """
                select tenant_id, day, provider, model, end_user, feature, caller, role, requests, attempts, failed,
                    unpriced, estimated, input_tokens, cache_read_tokens, cache_write_tokens, cache_write_long_tokens,
                    audio_input_tokens, output_tokens, reasoning_tokens, audio_output_tokens, cost_usd, list_cost_usd
                from usage_day where attempts <> 0""";
        assertSame(ofRows, ofDays);
        assertSame(
                "select attempts from usage_day where attempts = 0 and (requests, cost_usd) <> (0, 0)",
                "select 1 where false");
        assertSame(
                "select tenant_id, date_trunc('hour', created_at, 'UTC'), count(*) filter (where attempt = 1),"
                        + " coalesce(sum(cost_usd), 0) from usage_event group by 1, 2",
                "select * from usage_hour");
        assertSame("""
                select tenant_id, scope, who, (created_at at time zone 'UTC')::date, sum(cost_usd) from usage_event
                cross join lateral (values ('tenant', ''), ('user', end_user), ('feature', feature),
                    ('caller', caller), ('role', role)) as named (scope, who)
                where who is not null group by 1, 2, 3, 4 having sum(cost_usd) <> 0""", "select * from usage_spent where cost_usd <> 0");
    }

    private void assertSame(String one, String other) throws Exception {
        assertThat(strings(difference(one, other))).as(one).isEmpty();
        assertThat(strings(difference(other, one))).as(other).isEmpty();
    }

    private static String difference(String one, String other) {
        return "select d.t::text from (select t from (" + one + ") t except all select t from (" + other + ") t) d";
    }

    private static UsageEvent event(long tenant, Instant at, Status status, long cost) {
        return as(
                UsageEvents.event(tenant, at, "openai", "gpt-4o-mini", OptionalLong.of(cost), status, 1),
                status,
                OptionalLong.of(cost),
                "plugin");
    }

    private static UsageEvent as(UsageEvent event, Status status, OptionalLong cost, String caller) {
        return new UsageEvent(
                event.id(),
                event.tenantId(),
                event.provider(),
                event.model(),
                event.tokens(),
                status == Status.UNKNOWN,
                cost,
                cost.isPresent() ? OptionalLong.of(cost.getAsLong() * 2) : cost,
                event.requestId(),
                event.createdAt(),
                status,
                event.attempt(),
                event.latencyMillis(),
                event.firstTokenMillis(),
                Optional.of("u" + event.tenantId()),
                Optional.of("search"),
                Optional.of(caller),
                Optional.of("editor"));
    }

    private static UsageEvent withTokens(UsageEvent event, TokenUsage tokens) {
        return new UsageEvent(
                UUID.randomUUID(),
                event.tenantId(),
                event.provider(),
                event.model(),
                tokens,
                true,
                OptionalLong.of(Long.MAX_VALUE),
                OptionalLong.of(Long.MAX_VALUE),
                event.requestId(),
                event.createdAt(),
                event.status(),
                event.attempt(),
                event.latencyMillis(),
                event.firstTokenMillis(),
                event.user(),
                event.feature(),
                event.caller(),
                event.role());
    }

    private List<String> strings(String sql) throws Exception {
        List<String> all = new ArrayList<>();
        for (Row row : await(postgres.pool().query(sql).execute())) {
            all.add(row.getString(0));
        }
        return all;
    }

    private JsonObject one(String sql) throws Exception {
        List<JsonObject> all = new ArrayList<>();
        for (Row row : await(postgres.pool()
                .query("select row_to_json(t) j from (" + sql + ") t")
                .execute())) {
            all.add(row.getJsonObject(0));
        }
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(60, SECONDS);
    }
}
