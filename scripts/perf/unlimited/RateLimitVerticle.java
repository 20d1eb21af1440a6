package dev.aigw.limit;

import dev.aigw.bus.Bus;
import dev.aigw.config.LimitConfig;
import dev.aigw.config.StoreConfig;
import dev.aigw.health.Health;
import dev.aigw.limit.RateLimits.Reservation;
import dev.aigw.limit.RateLimits.Settled;
import dev.aigw.limit.RateLimits.Window;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Stands before the real one on the class path of scripts/bench: lets everything pass and counts nothing, so that the two side
 * by side tell what limits cost.
 */
public final class RateLimitVerticle extends VerticleBase {
    private static final Window ENDLESS = new Window(1_000_000_000, 1_000_000_000, 0);

    private final Bus bus;
    private final int lane;

    public RateLimitVerticle(Bus bus, int lane, LimitConfig limits, StoreConfig stores) {
        this.bus = bus;
        this.lane = lane;
    }

    @Override
    public Future<?> start() {
        bus.serve(RateLimits.RESERVE.lane(lane), request -> Future.succeededFuture(pass()));
        bus.serve(RateLimits.SETTLE_BEFORE_ANSWER.lane(lane), ended -> Future.succeededFuture(new Settled()));
        bus.listen(RateLimits.SETTLE.lane(lane), ended -> {});
        bus.listen(RateLimits.NEXT_ATTEMPT.lane(lane), next -> {});
        bus.publish(Health.REPORT, new Health.Report("redis." + lane, true, "not asked"));
        return Future.succeededFuture();
    }

    private static Reservation pass() {
        return new Reservation.Granted(
                System.currentTimeMillis(), ENDLESS, Optional.empty(), OptionalLong.empty(), false);
    }
}
