package dev.aigw.limit;

import dev.aigw.bus.Bus;
import dev.aigw.config.LimitConfig;
import dev.aigw.health.Health;
import dev.aigw.limit.LocalLimits.Ask;
import dev.aigw.limit.RateLimits.Reservation;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps limits for all lanes of this process while Redis does not answer; one per process. */
public final class LocalLimitsVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(LocalLimitsVerticle.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** An outage is over when nobody has asked for so long, and no lane misses Redis. */
    private static final Duration CALM = Duration.ofSeconds(10);

    private static final String REDIS = "redis.";

    private final Bus bus;
    private final Clock clock;
    private final Counter served;
    private final LocalShares shares;
    private final Set<String> lost = new HashSet<>();
    private boolean degraded;
    private long lastAskNanos;
    private long admitted;
    private long refused;

    /**
     * Serves nothing yet.
     *
     * @param served counts the requests that are admitted here
     */
    public LocalLimitsVerticle(Bus bus, LimitConfig limits, Clock clock, Counter served) {
        this.bus = bus;
        this.clock = clock;
        this.served = served;
        this.shares = new LocalShares(limits.keepAnswers());
    }

    @Override
    public Future<?> start() {
        bus.serve(LocalLimits.RESERVE, ask -> Future.succeededFuture(decide(ask)));
        bus.listen(LocalLimits.END, ended -> shares.ended(ended, clock.millis()));
        bus.listen(LocalLimits.PROCESSES, told -> shares.processes(told.count()));
        bus.listen(Health.REPORT, this::report);
        vertx.setPeriodic(LOOK.toMillis(), due -> {
            shares.forget(clock.millis());
            lookWhetherOver(System.nanoTime());
        });
        return Future.succeededFuture();
    }

    private Reservation decide(Ask ask) {
        lastAskNanos = System.nanoTime();
        if (!degraded) {
            degraded = true;
            LOG.warn("redis does not answer, this process keeps its share of limits share=1/{}", shares.processes());
        }
        Reservation reservation = shares.decide(ask, clock.millis());
        if (reservation instanceof Reservation.Granted) {
            admitted++;
            served.increment();
        } else {
            refused++;
        }
        return reservation;
    }

    private void report(Health.Report report) {
        if (report.part().startsWith(REDIS)) {
            if (report.up()) {
                lost.remove(report.part());
            } else {
                lost.add(report.part());
            }
        }
    }

    private void lookWhetherOver(long nowNanos) {
        if (degraded && lost.isEmpty() && nowNanos - lastAskNanos > CALM.toNanos()) {
            degraded = false;
            shares.over();
            LOG.info("redis answers, limits are shared again admitted={} refused={}", admitted, refused);
            admitted = 0;
            refused = 0;
        }
    }
}
