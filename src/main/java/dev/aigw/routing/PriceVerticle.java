package dev.aigw.routing;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;

/** Has a {@link PriceWatch} look every 10 s. It reads files: deploy it as a worker. */
public final class PriceVerticle extends VerticleBase {
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final PriceWatch watch;
    private final Duration every;

    public PriceVerticle(PriceWatch watch) {
        this(watch, EVERY);
    }

    PriceVerticle(PriceWatch watch, Duration every) {
        this.watch = watch;
        this.every = every;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(every.toMillis(), tick -> watch.look());
        return Future.succeededFuture();
    }
}
