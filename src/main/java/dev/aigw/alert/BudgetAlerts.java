package dev.aigw.alert;

import dev.aigw.alert.Alerts.BudgetReached;
import dev.aigw.alert.Alerts.Period;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tells when half, four fifths or all of a budget is spent. Each level is told once for a period and an amount: a budget
 * that is raised beyond what was spent is a new one, whose levels are told when they are reached; set back to what it was, it
 * is silent about what it told. A period that ended more than a day ago is not told of.
 */
final class BudgetAlerts {
    // One statement, so that budgets and sums are of one moment. Sorted, so that no two processes wait in a circle.
    private static final String RAISE = """
            with change as (
                select * from unnest($1::bigint[], $2::text[], $3::text[], $4::date[]) as c (tenant_id, scope, name, day)
            ),
            budget as (
                select distinct c.tenant_id, c.scope, c.name, p.*
                from change c
                join tenant t on t.id = c.tenant_id
                left join lateral (
                    select * from tenant_limit l
                    where l.tenant_id = c.tenant_id and l.scope = c.scope and l.name in (c.name, '*')
                    order by l.name = '*' limit 1 -- one of its own, else that of each
                ) l on true
                cross join lateral (
                    select date_trunc('month', c.day::timestamp) as month, c.scope = 'tenant' as whole
                ) m
                cross join lateral (values
                    ('day', c.day, c.day + 1, case when whole then t.budget_day_usd else l.budget_day_usd end),
                    ('month', month::date, (month + interval '1 month')::date,
                        case when whole then t.budget_month_usd else l.budget_month_usd end),
                    ('total', date '0001-01-01', date 'infinity',
                        case when whole then t.budget_total_usd else l.budget_total_usd end)
                ) as p (period, starts, ends, budget_usd)
                where p.budget_usd is not null and p.ends >= (now() at time zone 'UTC')::date
            ),
            spent as (
                select b.*, (
                    select sum(s.cost_usd) from usage_spent s
                    where s.tenant_id = b.tenant_id and s.scope = b.scope and s.name = b.name
                        and s.day >= b.starts and s.day < b.ends) as spent_usd
                from budget b
            ),
            raised as (
                insert into budget_alert (
                    tenant_id, scope, name, period, period_start, percent, budget_usd, spent_usd)
                select tenant_id, scope, name, period, starts, percent, budget_usd, spent_usd
                from spent cross join (values (50), (80), (100)) as level (percent)
                where spent_usd > 0 and spent_usd * 100 >= budget_usd * percent
                order by 1, 2, 3, 4, 5, 6, 7
                on conflict do nothing
                returning *
            )
            select raised.tenant_id, slug, scope, raised.name, period, period_start, percent,
                (budget_usd * 1000000000)::bigint as budget_nanos,
                least(spent_usd * 1000000000, 9223372036854775807)::bigint as spent_nanos
            from raised join tenant on tenant.id = raised.tenant_id
            order by 1, 3, 4, 5, 7""";

    private BudgetAlerts() {}

    /** Those that became true with these changes and that nobody told yet. */
    static Future<List<BudgetReached>> raise(SqlConnection connection, List<Change> changes) {
        return connection
                .preparedQuery(RAISE)
                .execute(Tuple.tuple()
                        .addValue(changes.stream().map(Change::tenantId).toArray(Long[]::new))
                        .addValue(changes.stream().map(Change::scope).toArray(String[]::new))
                        .addValue(changes.stream().map(Change::name).toArray(String[]::new))
                        .addValue(changes.stream().map(Change::day).toArray(LocalDate[]::new)))
                .map(rows -> {
                    List<BudgetReached> raised = new ArrayList<>();
                    rows.forEach(row -> raised.add(alert(row)));
                    return raised;
                });
    }

    private static BudgetReached alert(Row row) {
        return new BudgetReached(
                row.getLong("tenant_id"),
                row.getString("slug"),
                row.getString("scope"),
                row.getString("name"),
                Period.valueOf(row.getString("period").toUpperCase(Locale.ROOT)),
                row.getLocalDate("period_start"),
                row.getInteger("percent"),
                row.getLong("budget_nanos"),
                row.getLong("spent_nanos"));
    }
}
