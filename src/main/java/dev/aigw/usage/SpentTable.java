package dev.aigw.usage;

import dev.aigw.postgres.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** What was spent by those who can have budgets. */
final class SpentTable {
    // More than a long can hold is told as the most it can hold.
    private static final String SPENT = """
            with sums as (
                select coalesce(sum(cost_usd) filter (where day = $4), 0) as day,
                    coalesce(sum(cost_usd) filter (where day >= $5 and day < $6), 0) as month,
                    coalesce(sum(cost_usd), 0) as total
                from usage_spent where tenant_id = $1 and scope = $2 and name = $3),
            without as (
                select coalesce(sum(cost_usd) filter (where day = $4), 0) as day,
                    coalesce(sum(cost_usd) filter (where day >= $5 and day < $6), 0) as month,
                    coalesce(sum(cost_usd), 0) as total
                from (select cost_usd, (created_at at time zone 'UTC')::date as day from usage_event
                    where tenant_id = $1 and created_at >= $8 and left(id::text, 34) = any($7)
                        and case $2 when 'tenant' then true when 'user' then end_user = $3
                            when 'feature' then feature = $3 when 'caller' then caller = $3 else role = $3 end) as rows)
            select least((sums.day - without.day) * 1000000000, 9223372036854775807)::bigint,
                least((sums.month - without.month) * 1000000000, 9223372036854775807)::bigint,
                least((sums.total - without.total) * 1000000000, 9223372036854775807)::bigint
            from sums, without""";
    /** By how much the clocks of whoever wrote a row and of Redis may differ. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);
    /** So much of an id's text is the same for all attempts. */
    private static final int ID_OF_ALL_ATTEMPTS = 34;

    private final Postgres postgres;

    SpentTable(Postgres postgres) {
        this.postgres = postgres;
    }

    Future<Spending.Spent> spent(Spending.Ask ask) {
        LocalDate day = LocalDate.ofInstant(ask.at(), ZoneOffset.UTC);
        LocalDate month = day.withDayOfMonth(1);
        String scope = ask.by().isPresent() ? ask.by().get().word() : "tenant";
        return postgres.pool()
                .preparedQuery(SPENT)
                .execute(Tuple.of(ask.tenantId(), scope, UsageTable.text(ask.name()), day, month, month.plusMonths(1))
                        .addArrayOfString(ids(ask))
                        .addOffsetDateTime(
                                ask.without().since().minus(CLOCKS_DIFFER).atOffset(ZoneOffset.UTC)))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return new Spending.Spent(row.getLong(0), row.getLong(1), row.getLong(2));
                });
    }

    private static String[] ids(Spending.Ask ask) {
        return ask.without().reservations().stream()
                .map(id -> id.toString().substring(0, ID_OF_ALL_ATTEMPTS))
                .toArray(String[]::new);
    }
}
