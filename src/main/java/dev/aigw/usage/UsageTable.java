package dev.aigw.usage;

import dev.aigw.postgres.Postgres;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The ledger in Postgres. */
public final class UsageTable {
    /** An index entry has a size limit, and these texts come from outside. */
    private static final int LONGEST_TEXT = 256;

    // One array per column: the fastest way in that a driver without COPY has. Money is exact: a product of numerics.
    private static final String INSERT = """
            insert into usage_event (
                id, created_at, tenant_id, provider, model, status, attempt, request_id,
                input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
                estimated, cost_usd, latency_ms, first_token_ms, end_user, feature)
            select id, created_at, tenant_id, provider, model, status, attempt, request_id,
                input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
                estimated, cost_nanos * 0.000000001, latency_ms, first_token_ms, end_user, feature
            from unnest(
                $1::uuid[], $2::timestamptz[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::integer[],
                $8::text[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[],
                $14::boolean[], $15::bigint[], $16::bigint[], $17::bigint[], $18::text[], $19::text[])
                as event (
                    id, created_at, tenant_id, provider, model, status, attempt, request_id,
                    input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
                    estimated, cost_nanos, latency_ms, first_token_ms, end_user, feature)
            on conflict do nothing""";

    private final Postgres postgres;

    public UsageTable(Postgres postgres) {
        this.postgres = postgres;
    }

    /** Writes all events or none; one that is there already stays as it is. Answers how many rows are new. */
    public Future<Integer> insert(List<UsageEvent> events) {
        return postgres.pool().preparedQuery(INSERT).execute(columns(events)).map(SqlResult::rowCount);
    }

    /** Whether the rows themselves were refused, so that sending the same again would be refused again. */
    static boolean isRefusal(Throwable cause) {
        return cause instanceof PgException refused
                && (refused.getSqlState().startsWith("22") // what cannot be a value
                        || refused.getSqlState().startsWith("23") // what breaks a constraint
                        || refused.getSqlState().startsWith("54")); // what is too large
    }

    /** Makes the partitions of this month and the months ahead where they are missing; answers the new ones. */
    public Future<List<String>> makePartitions(int monthsAhead) {
        return postgres.pool()
                .preparedQuery("select make_usage_partitions($1)")
                .execute(Tuple.of(monthsAhead))
                .map(rows -> {
                    List<String> made = new ArrayList<>();
                    rows.forEach(row -> made.add(row.getString(0)));
                    return made;
                });
    }

    private static Tuple columns(List<UsageEvent> events) {
        return Tuple.tuple()
                .addValue(column(events, UUID[]::new, UsageEvent::id))
                .addValue(column(
                        events,
                        OffsetDateTime[]::new,
                        event -> event.createdAt().atOffset(ZoneOffset.UTC)))
                .addValue(column(events, Long[]::new, UsageEvent::tenantId))
                .addValue(column(events, String[]::new, event -> text(event.provider())))
                .addValue(column(events, String[]::new, event -> text(event.model())))
                .addValue(column(events, String[]::new, event -> event.status().word()))
                .addValue(column(events, Integer[]::new, UsageEvent::attempt))
                .addValue(column(events, String[]::new, event -> text(event.requestId())))
                .addValue(column(events, Long[]::new, event -> event.tokens().input()))
                .addValue(column(events, Long[]::new, event -> event.tokens().cacheRead()))
                .addValue(column(events, Long[]::new, event -> event.tokens().cacheWrite()))
                .addValue(column(events, Long[]::new, event -> event.tokens().output()))
                .addValue(column(events, Long[]::new, event -> event.tokens().reasoning()))
                .addValue(column(events, Boolean[]::new, UsageEvent::estimated))
                .addValue(column(events, Long[]::new, event -> orNull(event.costNanos())))
                .addValue(column(events, Long[]::new, UsageEvent::latencyMillis))
                .addValue(column(events, Long[]::new, event -> orNull(event.firstTokenMillis())))
                .addValue(column(events, String[]::new, event -> orNull(event.user())))
                .addValue(column(events, String[]::new, event -> orNull(event.feature())));
    }

    private static <T> @Nullable T[] column(
            List<UsageEvent> events, IntFunction<@Nullable T[]> array, Function<UsageEvent, @Nullable T> value) {
        @Nullable T[] column = array.apply(events.size());
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(events.get(i));
        }
        return column;
    }

    private static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static @Nullable String orNull(Optional<String> value) {
        return value.isPresent() ? text(value.get()) : null;
    }

    /** The text as Postgres can keep it: without the one character it has no room for, and not without end. */
    static String text(String value) {
        String kept = value;
        if (kept.length() > LONGEST_TEXT) {
            boolean splits = Character.isHighSurrogate(kept.charAt(LONGEST_TEXT - 1));
            kept = kept.substring(0, splits ? LONGEST_TEXT - 1 : LONGEST_TEXT);
        }
        return kept.indexOf('\0') < 0 ? kept : kept.replace('\0', '\uFFFD');
    }
}
