package dev.aigw.usage;

import dev.aigw.dialect.TokenUsage;
import dev.aigw.postgres.Postgres;
import dev.aigw.usage.UsageTotals.Source;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Adds up the ledger for people: whole UTC days from the sums kept by day, parts of days from the rows. */
public final class UsageReport {
    // What a long cannot hold is told as the most it can hold.
    private static final String SUMS = """
            sum(e.requests)::bigint as requests, sum(e.attempts)::bigint as attempts, sum(e.failed)::bigint as failed,
            least(sum(e.input_tokens), 9223372036854775807)::bigint as input,
            least(sum(e.cache_read_tokens), 9223372036854775807)::bigint as cache_read,
            least(sum(e.cache_write_tokens), 9223372036854775807)::bigint as cache_write,
            least(sum(e.output_tokens), 9223372036854775807)::bigint as output,
            least(sum(e.reasoning_tokens), 9223372036854775807)::bigint as reasoning,
            least(sum(e.cache_write_long_tokens), 9223372036854775807)::bigint as cache_write_long,
            least(sum(e.audio_input_tokens), 9223372036854775807)::bigint as audio_input,
            least(sum(e.audio_output_tokens), 9223372036854775807)::bigint as audio_output,
            least(sum(e.cost_usd) * 1000000000, 9223372036854775807)::bigint as cost_nanos,
            least(sum(e.list_cost_usd) * 1000000000, 9223372036854775807)::bigint as list_nanos,
            sum(e.estimated)::bigint as estimated, sum(e.unpriced)::bigint as unpriced
            """;

    private static final String DAYS = "from (select * from usage_day where day >= $1 and day < $2) e";

    private static final String ROWS = """
            from (
                select (created_at at time zone 'UTC')::date as day, tenant_id, provider, model,
                    coalesce(end_user, '') as end_user, coalesce(feature, '') as feature,
                    coalesce(caller, '') as caller, coalesce(role, '') as role,
                    (attempt = 1)::integer as requests, 1 as attempts,
                    (status not in ('ok', 'cancelled'))::integer as failed, (cost_usd is null)::integer as unpriced,
                    estimated::integer as estimated, input_tokens, cache_read_tokens, cache_write_tokens,
                    cache_write_long_tokens, audio_input_tokens, output_tokens, reasoning_tokens, audio_output_tokens,
                    coalesce(cost_usd, 0) as cost_usd,
                    coalesce(list_cost_usd, 0) as list_cost_usd
                from usage_event where created_at >= $1 and created_at < $2
            ) e""";

    private final Postgres postgres;
    private final int mostGroups;

    public UsageReport(Postgres postgres) {
        this(postgres, Integer.MAX_VALUE);
    }

    /** Leaves out what is beyond so many groups. */
    UsageReport(Postgres postgres, int mostGroups) {
        this.postgres = postgres;
        this.mostGroups = mostGroups;
    }

    /** One total per group. */
    public Future<UsageTotals> totals(UsageQuery query) {
        if (isMidnight(query.from()) && isMidnight(query.to())) {
            return days(Source.DAYS, query);
        }
        return rowsAreKeptSince(query.from()).compose(kept -> kept ? rows(query) : days(Source.ROUNDED_DAYS, query));
    }

    private Future<Boolean> rowsAreKeptSince(Instant from) {
        return postgres.pool()
                .preparedQuery("select since <= $1 from usage_horizon")
                .execute(Tuple.of(from.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private Future<UsageTotals> days(Source source, UsageQuery query) {
        LocalDate from = LocalDate.ofInstant(query.from(), ZoneOffset.UTC);
        LocalDate last = LocalDate.ofInstant(query.to().minusNanos(1), ZoneOffset.UTC);
        LocalDate to = last.plusDays(1);
        return groups(DAYS, query, Tuple.of(from, to))
                .map(groups -> new UsageTotals(source, midnight(from), midnight(to), groups));
    }

    private Future<UsageTotals> rows(UsageQuery query) {
        return groups(
                        ROWS,
                        query,
                        Tuple.of(
                                query.from().atOffset(ZoneOffset.UTC),
                                query.to().atOffset(ZoneOffset.UTC)))
                .map(groups -> new UsageTotals(Source.ROWS, query.from(), query.to(), groups));
    }

    private Future<List<UsageTotal>> groups(String source, UsageQuery query, Tuple values) {
        query.tenant().ifPresent(values::addString);
        return postgres.pool().preparedQuery(sql(source, query)).execute(values).map(rows -> {
            List<UsageTotal> totals = new ArrayList<>();
            rows.forEach(row -> totals.add(total(row, query.by().size())));
            return totals;
        });
    }

    private String sql(String source, UsageQuery query) {
        int groups = query.by().size();
        String columns = query.by().stream().map(by -> by.sql() + ", ").collect(Collectors.joining());
        String numbers =
                IntStream.rangeClosed(1, groups).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        // A group whose only row turned out to belong to another one has no attempts left.
        return "select " + columns + SUMS + source + " left join tenant t on t.id = e.tenant_id"
                + (query.tenant().isPresent() ? " where e.tenant_id = (select id from tenant where slug = $3)" : "")
                + (groups == 0 ? "" : " group by " + numbers)
                + " having sum(e.attempts) > 0"
                + (groups == 0 ? "" : " order by " + numbers)
                + " limit " + mostGroups;
    }

    private static UsageTotal total(Row row, int groups) {
        List<String> group = IntStream.range(0, groups).mapToObj(row::getString).toList();
        return new UsageTotal(
                group,
                row.getLong("requests"),
                row.getLong("attempts"),
                row.getLong("failed"),
                tokens(row),
                row.getLong("cost_nanos"),
                row.getLong("list_nanos"),
                row.getLong("estimated"),
                row.getLong("unpriced"));
    }

    private static TokenUsage tokens(Row row) {
        return new TokenUsage(
                row.getLong("input"),
                row.getLong("cache_read"),
                row.getLong("cache_write"),
                row.getLong("output"),
                row.getLong("reasoning"),
                row.getLong("cache_write_long"),
                row.getLong("audio_input"),
                row.getLong("audio_output"));
    }

    private static boolean isMidnight(Instant instant) {
        return instant.equals(instant.truncatedTo(ChronoUnit.DAYS));
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
