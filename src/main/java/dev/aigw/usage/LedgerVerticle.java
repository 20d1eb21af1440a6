package dev.aigw.usage;

import dev.aigw.bus.Bus;
import dev.aigw.error.GatewayError.LimiterUnavailable;
import dev.aigw.error.GatewayException;
import dev.aigw.postgres.Postgres;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what was spent, and lets go of rows that are old enough; one per process. */
public final class LedgerVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerVerticle.class);
    private static final Duration DAILY = Duration.ofDays(1);
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(10);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int DELETED_AT_ONCE = 1_000;

    private final Bus bus;
    private final Postgres postgres;
    private final Duration keepRows;

    public LedgerVerticle(Bus bus, Postgres postgres, Duration keepRows) {
        this.bus = bus;
        this.postgres = postgres;
        this.keepRows = keepRows;
    }

    @Override
    public Future<?> start() {
        SpentTable table = new SpentTable(postgres);
        bus.serve(Spending.ASK, ask -> table.spent(ask).recover(this::unavailable));
        // Not waited for: nobody's start depends on what is old.
        letGo();
        return Future.succeededFuture();
    }

    private Future<Spending.Spent> unavailable(Throwable cause) {
        LOG.warn("spending not read reason={}", postgres.reason(cause));
        return Future.failedFuture(new GatewayException(new LimiterUnavailable(RETRY)));
    }

    private void letGo() {
        new Retention(postgres, DELETED_AT_ONCE)
                .apply(keepRows)
                .onComplete(
                        dropped -> {
                            dropped.forEach(name -> LOG.info("usage partition dropped name={}", name));
                            vertx.setTimer(DAILY.toMillis(), due -> letGo());
                        },
                        cause -> {
                            LOG.warn("old usage not dropped, tried again reason={}", postgres.reason(cause));
                            vertx.setTimer(AFTER_FAILURE.toMillis(), due -> letGo());
                        });
    }
}
