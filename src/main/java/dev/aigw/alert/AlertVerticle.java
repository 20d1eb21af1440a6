package dev.aigw.alert;

import dev.aigw.alert.Alerts.Alert;
import dev.aigw.alert.Alerts.Anomaly;
import dev.aigw.alert.Alerts.BudgetReached;
import dev.aigw.bus.Bus;
import dev.aigw.config.AlertConfig;
import dev.aigw.postgres.Postgres;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.Json;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again whether anything that was spent is worth an alert, and tells: in the log, as a warning, and over the
 * bus. One per process; whichever sees an alert first tells of it, the others do not.
 */
public final class AlertVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(AlertVerticle.class);
    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final int MOST_CHANGES = 5_000;

    private final Bus bus;
    private final Postgres postgres;
    private final AlertRound round;
    private final Duration interval;
    private Future<?> looking = Future.succeededFuture();
    private boolean failing;

    /**
     * Looks at nothing yet.
     *
     * @param interval between one look and the next
     */
    public AlertVerticle(Bus bus, Postgres postgres, AlertConfig config, Duration interval) {
        this.bus = bus;
        this.postgres = postgres;
        this.round = new AlertRound(postgres, config.anomalyFloorNanos(), MOST_CHANGES);
        this.interval = interval;
    }

    @Override
    public Future<?> start() {
        look();
        return Future.succeededFuture();
    }

    /** What was seen is told before the end; what was not is seen by the next who looks. */
    @Override
    public Future<?> stop() {
        return looking.timeout(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .transform(done -> Future.succeededFuture());
    }

    private void look() {
        looking = round.look()
                .timeout(LOOK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(this::seen)
                .onFailure(this::notSeen);
    }

    private void seen(AlertRound.Seen seen) {
        failing = false;
        seen.alerts().forEach(this::tell);
        if (seen.more()) {
            look();
        } else {
            lookLater();
        }
    }

    private void notSeen(Throwable cause) {
        if (!failing) {
            LOG.warn("alerts not looked for, tried again reason={}", postgres.reason(cause));
        }
        failing = true;
        lookLater();
    }

    private void lookLater() {
        vertx.setTimer(interval.toMillis(), due -> look());
    }

    private void tell(Alert alert) {
        switch (alert) {
            case BudgetReached budget ->
                LOG.warn(
                        "budget reached tenant={} scope={} name={} period={} percent={} budget_usd={} spent_usd={}",
                        budget.tenant(),
                        budget.scope(),
                        // From outside: quoted, so that it cannot pass for more than a name.
                        Json.encode(budget.name()),
                        budget.period().word(),
                        budget.percent(),
                        AlertRound.usd(budget.budgetNanos()),
                        AlertRound.usd(budget.spentNanos()));
            case Anomaly anomaly ->
                LOG.warn(
                        "spending unusual tenant={} hour={} cost_usd={} usual_usd={} threshold_usd={}",
                        anomaly.tenant(),
                        anomaly.hour(),
                        AlertRound.usd(anomaly.costNanos()),
                        AlertRound.usd(anomaly.usualNanos()),
                        AlertRound.usd(anomaly.thresholdNanos()));
        }
        bus.publish(Alerts.RAISED, alert);
    }
}
