package dev.aigw.alert;

import dev.aigw.alert.Alerts.Anomaly;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells when a tenant's hour costs far more than its hours of the last seven days did; once per tenant and UTC day. */
final class AnomalyAlerts {
    // The hour that runs and the one before, of which rows may still come in. The many tenants below the floor end
    // here.
    private static final String SUSPECTS = """
            select h.tenant_id, t.slug, h.hour,
                least(h.cost_usd * 1000000000, 9223372036854775807)::bigint as cost_nanos,
                array(
                    select coalesce(least(p.cost_usd * 1000000000, 9223372036854775807), 0)::bigint
                    from generate_series(
                        greatest(h.hour - interval '168 hours',
                            (select min(f.hour) from usage_hour f where f.tenant_id = h.tenant_id)),
                        h.hour - interval '1 hour', interval '1 hour') as g (hour)
                    left join usage_hour p on p.tenant_id = h.tenant_id and p.hour = g.hour) as earlier
            from usage_hour h join tenant t on t.id = h.tenant_id
            where h.tenant_id = any ($1)
                and h.hour > now() - interval '2 hours' and h.hour < now() + interval '1 hour'
                and h.cost_usd > 0 and h.cost_usd >= $2::bigint * 0.000000001
                and not exists (
                    select from anomaly_alert a
                    where a.tenant_id = h.tenant_id and a.day = (h.hour at time zone 'UTC')::date)
            order by h.tenant_id, h.hour""";

    private static final String RAISE = """
            insert into anomaly_alert (tenant_id, day, hour, cost_usd, usual_usd, threshold_usd)
            values ($1, ($2::timestamptz at time zone 'UTC')::date, $2, $3::bigint * 0.000000001,
                $4::bigint * 0.000000001, $5::bigint * 0.000000001)
            on conflict do nothing""";

    private AnomalyAlerts() {}

    /** Those that became true with these changes and that nobody told yet. */
    static Future<List<Anomaly>> raise(SqlConnection connection, List<Change> changes, long floorNanos) {
        Long[] tenants = changes.stream().map(Change::tenantId).distinct().toArray(Long[]::new);
        List<Anomaly> raised = new ArrayList<>();
        return connection
                .preparedQuery(SUSPECTS)
                .execute(Tuple.tuple().addValue(tenants).addLong(floorNanos))
                .compose(rows -> {
                    Future<?> last = Future.succeededFuture();
                    for (Row row : rows) {
                        Optional<Anomaly> anomaly = judge(row);
                        if (anomaly.isPresent()) {
                            last = last.compose(before -> tell(connection, anomaly.get(), raised));
                        }
                    }
                    return last;
                })
                .map(all -> raised);
    }

    private static Optional<Anomaly> judge(Row row) {
        long cost = row.getLong("cost_nanos");
        return UsualHour.of(List.of(row.getArrayOfLongs("earlier")))
                .filter(usual -> usual.isExceededBy(cost))
                .map(usual -> new Anomaly(
                        row.getLong("tenant_id"),
                        row.getString("slug"),
                        row.getOffsetDateTime("hour").toInstant(),
                        cost,
                        Math.round(usual.medianNanos()),
                        Math.round(usual.thresholdNanos())));
    }

    private static Future<?> tell(SqlConnection connection, Anomaly anomaly, List<Anomaly> raised) {
        return connection
                .preparedQuery(RAISE)
                .execute(Tuple.of(
                        anomaly.tenantId(),
                        anomaly.hour().atOffset(ZoneOffset.UTC),
                        anomaly.costNanos(),
                        anomaly.usualNanos(),
                        anomaly.thresholdNanos()))
                .onSuccess(rows -> {
                    if (rows.rowCount() > 0) {
                        raised.add(anomaly);
                    }
                });
    }
}
