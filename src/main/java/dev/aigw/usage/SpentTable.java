package dev.aigw.usage;

import dev.aigw.postgres.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** What was spent by those who can have budgets. */
final class SpentTable {
    // More than a long can hold is told as the most it can hold.
    private static final String SPENT = """
            select least(coalesce(sum(cost_usd) filter (where day = $4), 0) * 1000000000, 9223372036854775807)::bigint,
                least(coalesce(sum(cost_usd) filter (where day >= $5 and day < $6), 0) * 1000000000,
                    9223372036854775807)::bigint,
                least(coalesce(sum(cost_usd), 0) * 1000000000, 9223372036854775807)::bigint
            from usage_spent where tenant_id = $1 and scope = $2 and name = $3""";

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
                .execute(Tuple.of(ask.tenantId(), scope, UsageTable.text(ask.name()), day, month, month.plusMonths(1)))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return new Spending.Spent(row.getLong(0), row.getLong(1), row.getLong(2));
                });
    }
}
