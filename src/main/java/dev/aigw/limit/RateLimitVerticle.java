package dev.aigw.limit;

import dev.aigw.bus.Bus;
import dev.aigw.config.LimitConfig;
import dev.aigw.config.StoreConfig;
import dev.aigw.error.GatewayError.Limit;
import dev.aigw.health.Health;
import dev.aigw.limit.RateLimits.Reservation;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.RateLimits.Window;
import dev.aigw.redis.LuaScript;
import dev.aigw.redis.RedisLane;
import dev.aigw.redis.ScriptReply;
import dev.aigw.tenant.Limits;
import dev.aigw.tenant.Policy.LimiterLoss;
import dev.aigw.time.Deadlines;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Grants and denies requests of one lane; asks Redis in one round trip on the lane's own pipelined connection, and never
 * holds a request longer than {@link LimitConfig#timeout()}.
 */
public final class RateLimitVerticle extends VerticleBase {
    private static final LuaScript ADMIT = LuaScript.named("admit_v1");
    private static final Reservation UNAVAILABLE = new Reservation.Unavailable(Duration.ofSeconds(1));
    /** A connection that has let this many time-outs pass is given up. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    /** No tenant has this id. */
    private static final long NOBODY = 0;

    private final Bus bus;
    private final int lane;
    private final LimitConfig limits;
    private final StoreConfig stores;
    private final Deadlines waiting;
    private RedisLane redis;
    private long tickMillis;
    private boolean forgiven;
    private long lastTickNanos = System.nanoTime();
    /** When the first time-out since Redis last answered was; 0 when there was none. */
    private long silentSinceNanos;

    public RateLimitVerticle(Bus bus, int lane, LimitConfig limits, StoreConfig stores) {
        this.bus = bus;
        this.lane = lane;
        this.limits = limits;
        this.stores = stores;
        this.waiting = new Deadlines(limits.timeout());
    }

    @Override
    public Future<?> start() {
        redis = new RedisLane(
                vertx,
                stores.redis(),
                stores.connectTimeout(),
                List.of(ADMIT),
                up -> bus.publish(Health.REPORT, new Health.Report("redis." + lane, up, up ? "connected" : "lost")));
        tickMillis = Math.max(1, limits.timeout().toMillis() / 5);
        vertx.setPeriodic(tickMillis, tick -> tick(System.nanoTime()));
        bus.serve(RateLimits.RESERVE.lane(lane), this::reserve);
        // The first call loads classes and scripts; it must not be a caller's, whose time is short.
        return redis.start().compose(connected -> reserve(warmUp()));
    }

    @Override
    public Future<?> stop() {
        return redis.close();
    }

    /** A late tick means that the loop was busy, and answers may wait unread: they get until the next one. */
    private void tick(long now) {
        boolean late = now - lastTickNanos > TimeUnit.MILLISECONDS.toNanos(2 * tickMillis);
        lastTickNanos = now;
        forgiven = late && !forgiven; // once in a row: a loop that is always late must still keep the bound
        if (!forgiven) {
            waiting.expire(now);
        }
    }

    private Future<Reservation> reserve(Reserve request) {
        if (!redis.connected()) {
            return Future.succeededFuture(UNAVAILABLE);
        }
        Promise<Reservation> reservation = Promise.promise();
        Deadlines.Entry deadline = waiting.start(() -> timedOut(reservation));
        redis.eval(ADMIT, List.of(key(request.tenantId())), List.of(perMinute(request), perDay(request)))
                .onComplete(
                        reply -> {
                            silentSinceNanos = 0;
                            deadline.done();
                            reservation.tryComplete(verdict(request, reply));
                        },
                        failure -> {
                            deadline.done();
                            reservation.tryComplete(UNAVAILABLE);
                        });
        return reservation.future();
    }

    private static String key(long tenantId) {
        return "aigw:{" + tenantId + "}:requests";
    }

    private void timedOut(Promise<Reservation> reservation) {
        reservation.tryComplete(UNAVAILABLE);
        long now = System.nanoTime();
        if (silentSinceNanos == 0) {
            silentSinceNanos = now;
        } else if (now - silentSinceNanos > SILENCE.toNanos()) {
            silentSinceNanos = 0;
            redis.discard();
        }
    }

    private static Reserve warmUp() {
        return new Reserve(
                new UUID(0, 0),
                NOBODY,
                List.of(RateLimits.Scope.tenant(Limits.requests(1, 1))),
                0,
                0,
                Optional.empty(),
                LimiterLoss.REFUSE,
                new RateLimits.CallSketch(
                        "", "", "", 1, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static long perMinute(Reserve request) {
        return request.scopes().getFirst().limits().requestsPerMinute().orElseThrow();
    }

    private static long perDay(Reserve request) {
        return request.scopes().getFirst().limits().requestsPerDay().orElseThrow();
    }

    private static Reservation verdict(Reserve request, ScriptReply reply) {
        if (reply.number(0) == 1) {
            return new Reservation.Granted(
                    System.currentTimeMillis(),
                    new Window(perMinute(request), reply.number(1), reply.number(2)),
                    Optional.empty(),
                    OptionalLong.empty(),
                    false);
        }
        boolean minute = reply.number(1) == 1;
        return new Reservation.Denied(
                minute ? Limit.REQUESTS_PER_MINUTE : Limit.REQUESTS_PER_DAY,
                request.scopes().getFirst(),
                minute ? perMinute(request) : perDay(request),
                Optional.of(Duration.ofMillis(reply.number(4))),
                new Window(perMinute(request), reply.number(2), reply.number(3)),
                Optional.empty());
    }
}
