package dev.aigw.usage;

import dev.aigw.dialect.TokenUsage;
import dev.aigw.postgres.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Adds up the ledger for people. */
public final class UsageReport {
    private static final String SUMS = """
            count(*) filter (where e.attempt = 1) as requests, count(*) as attempts,
            count(*) filter (where e.status not in ('ok', 'cancelled')) as failed,
            coalesce(sum(e.input_tokens), 0)::bigint as input,
            coalesce(sum(e.cache_read_tokens), 0)::bigint as cache_read,
            coalesce(sum(e.cache_write_tokens), 0)::bigint as cache_write,
            coalesce(sum(e.output_tokens), 0)::bigint as output,
            coalesce(sum(e.reasoning_tokens), 0)::bigint as reasoning,
            coalesce(sum(e.cost_usd) * 1000000000, 0)::bigint as cost_nanos,
            count(*) filter (where e.cost_usd is null) as unpriced
            from usage_event e left join tenant t on t.id = e.tenant_id
            where e.created_at >= $1 and e.created_at < $2""";

    private final Postgres postgres;

    public UsageReport(Postgres postgres) {
        this.postgres = postgres;
    }

    /** One total per group, ordered by the groups' values; none where nothing was used. */
    public Future<List<UsageTotal>> totals(UsageQuery query) {
        Tuple values =
                Tuple.of(query.from().atOffset(ZoneOffset.UTC), query.to().atOffset(ZoneOffset.UTC));
        query.tenant().ifPresent(values::addString);
        return postgres.pool().preparedQuery(sql(query)).execute(values).map(rows -> {
            List<UsageTotal> totals = new ArrayList<>();
            rows.forEach(row -> totals.add(total(row, query.by().size())));
            return totals;
        });
    }

    private static String sql(UsageQuery query) {
        int groups = query.by().size();
        String columns = query.by().stream().map(by -> by.sql() + ", ").collect(Collectors.joining());
        String numbers =
                IntStream.rangeClosed(1, groups).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        return "select " + columns + SUMS
                + (query.tenant().isPresent() ? " and e.tenant_id = (select id from tenant where slug = $3)" : "")
                + (groups == 0 ? " having count(*) > 0" : " group by " + numbers + " order by " + numbers);
    }

    private static UsageTotal total(Row row, int groups) {
        List<String> group = IntStream.range(0, groups).mapToObj(row::getString).toList();
        return new UsageTotal(
                group,
                row.getLong("requests"),
                row.getLong("attempts"),
                row.getLong("failed"),
                new TokenUsage(
                        row.getLong("input"),
                        row.getLong("cache_read"),
                        row.getLong("cache_write"),
                        row.getLong("output"),
                        row.getLong("reasoning")),
                row.getLong("cost_nanos"),
                row.getLong("unpriced"));
    }
}
