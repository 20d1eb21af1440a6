package dev.aigw.alert;

import dev.aigw.alert.Alerts.Alert;
import dev.aigw.alert.Alerts.Anomaly;
import dev.aigw.alert.Alerts.BudgetReached;
import dev.aigw.audit.Actor;
import dev.aigw.audit.AuditEntry;
import dev.aigw.audit.AuditLog;
import dev.aigw.postgres.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks once at what was spent since anybody last looked. What changed is taken out, alerts are put in and audited in one
 * transaction: any number of processes may look at once, and one that dies leaves the work to the next.
 */
final class AlertRound {
    private static final Actor ACTOR = new Actor("aigw", "alerts");
    private static final int NANO_DIGITS = 9;

    private final Postgres postgres;
    private final long anomalyFloorNanos;
    private final int mostChanges;

    AlertRound(Postgres postgres, long anomalyFloorNanos, int mostChanges) {
        this.postgres = postgres;
        this.anomalyFloorNanos = anomalyFloorNanos;
        this.mostChanges = mostChanges;
    }

    /**
     * What one look came to.
     *
     * @param alerts to be told by whoever looked
     * @param more there may be more to look at
     */
    record Seen(List<Alert> alerts, boolean more) {
        Seen {
            alerts = List.copyOf(alerts);
        }
    }

    Future<Seen> look() {
        return postgres.withTransaction(connection -> Change.take(connection, mostChanges)
                .compose(changes -> changes.isEmpty()
                        ? Future.succeededFuture(new Seen(List.of(), false))
                        : raise(connection, changes).map(alerts -> new Seen(alerts, changes.size() >= mostChanges))));
    }

    private Future<List<Alert>> raise(SqlConnection connection, List<Change> changes) {
        List<Alert> alerts = new ArrayList<>();
        return BudgetAlerts.raise(connection, changes)
                .onSuccess(alerts::addAll)
                .compose(budgets -> AnomalyAlerts.raise(connection, changes, anomalyFloorNanos))
                .onSuccess(alerts::addAll)
                .compose(anomalies -> audit(connection, alerts))
                .map(audited -> alerts);
    }

    private static Future<?> audit(SqlConnection connection, List<Alert> alerts) {
        Future<?> last = Future.succeededFuture();
        for (Alert alert : alerts) {
            last = last.compose(before -> AuditLog.write(connection, entry(alert)));
        }
        return last;
    }

    private static AuditEntry entry(Alert alert) {
        return switch (alert) {
            case BudgetReached budget ->
                AuditEntry.onTenant(
                        ACTOR,
                        "budget.reached",
                        budget.tenantId(),
                        new JsonObject()
                                .put("scope", budget.scope())
                                .put("name", budget.name())
                                .put("period", budget.period().word())
                                .put("period_start", budget.periodStart().toString())
                                .put("percent", budget.percent())
                                .put("budget_usd", usd(budget.budgetNanos()))
                                .put("spent_usd", usd(budget.spentNanos())));
            case Anomaly anomaly ->
                AuditEntry.onTenant(
                        ACTOR,
                        "usage.anomaly",
                        anomaly.tenantId(),
                        new JsonObject()
                                .put("hour", anomaly.hour().toString())
                                .put("cost_usd", usd(anomaly.costNanos()))
                                .put("usual_usd", usd(anomaly.usualNanos()))
                                .put("threshold_usd", usd(anomaly.thresholdNanos())));
        };
    }

    /** As a text, which no reader rounds. */
    static String usd(long nanos) {
        BigDecimal dollars = BigDecimal.valueOf(nanos, NANO_DIGITS).stripTrailingZeros();
        return dollars.toPlainString();
    }
}
