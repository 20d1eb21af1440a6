package dev.aigw.limit;

import dev.aigw.bus.Bus;
import dev.aigw.bus.Bus.Question;
import dev.aigw.config.LimitConfig;
import dev.aigw.config.StoreConfig;
import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import dev.aigw.health.Health;
import dev.aigw.limit.OpenReservations.Origin;
import dev.aigw.limit.RateLimits.Fate;
import dev.aigw.limit.RateLimits.Reservation;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.RateLimits.Settle;
import dev.aigw.limit.Scripts.Admission;
import dev.aigw.redis.RedisLane;
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
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Admits requests of one lane and settles them; asks Redis in one round trip on the lane's own pipelined connection, and
 * never holds a request longer than {@link LimitConfig#timeout()} when Redis does not answer: then {@link LocalLimits} decide,
 * or the request is refused, as its tenant wants it.
 */
public final class RateLimitVerticle extends VerticleBase {
    private static final GatewayError UNTOLD = new GatewayError.LimiterUnavailable(Duration.ofSeconds(1));
    private static final Reservation UNAVAILABLE = new Reservation.Unavailable(Duration.ofSeconds(1));
    /** A connection that has let time-outs pass for this long is given up. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private static final Duration LOCAL_TIMEOUT = Duration.ofSeconds(1);
    /** No tenant has this id. */
    private static final long NOBODY = 0;

    private static final int RENEWALS_PER_LEASE = 3;

    private final Bus bus;
    private final int lane;
    private final LimitConfig limits;
    private final StoreConfig stores;
    private final Deadlines waiting;
    private final LastBudgets budgets = new LastBudgets();
    private RedisLane redis;
    private Scripts scripts;
    private Settlements settlements;
    private Seeds seeds;
    private OpenReservations open;
    private Question<LocalLimits.Ask, Reservation> local;
    private long tickMillis;
    private boolean forgiven;
    private long lastTickNanos = System.nanoTime();
    /** When the first time-out since Redis last answered was; 0 when there was none. */
    private long silentSinceNanos;

    private final Calm calm;

    public RateLimitVerticle(Bus bus, int lane, LimitConfig limits, StoreConfig stores) {
        this.bus = bus;
        this.lane = lane;
        this.limits = limits;
        this.stores = stores;
        this.waiting = new Deadlines(limits.timeout());
        this.calm = new Calm(limits.lease());
    }

    @Override
    public Future<?> start() {
        redis = new RedisLane(vertx, stores.redis(), stores.connectTimeout(), Scripts.ALL, this::redisState);
        scripts = new Scripts(redis, limits.lease(), limits.keepAnswers());
        settlements = new Settlements(scripts);
        seeds = new Seeds(bus, scripts.money());
        open = new OpenReservations(scripts, limits.lease().dividedBy(RENEWALS_PER_LEASE));
        local = bus.question(LocalLimits.RESERVE, LOCAL_TIMEOUT);
        tickMillis = Math.max(1, limits.timeout().toMillis() / 5);
        vertx.setPeriodic(tickMillis, tick -> tick(System.nanoTime()));
        vertx.setPeriodic(SILENCE.toMillis(), tick -> settlements.tick(System.nanoTime(), redis.connected()));
        vertx.setPeriodic(
                Math.max(1, limits.lease().toMillis() / RENEWALS_PER_LEASE / 4), tick -> open.renew(System.nanoTime()));
        bus.serve(RateLimits.RESERVE.lane(lane), this::reserve);
        bus.listen(RateLimits.SETTLE.lane(lane), this::settle);
        bus.serve(
                RateLimits.SETTLE_BEFORE_ANSWER.lane(lane),
                ended -> settle(ended).map(told -> new RateLimits.Settled()));
        bus.serve(RateLimits.TELL.lane(lane), tell -> tellAll());
        bus.publish(RateLimits.BEGUN, new RateLimits.Begun(lane));
        bus.listen(RateLimits.NEXT_ATTEMPT.lane(lane), next -> open.nextAttempt(next));
        // The first call loads classes and scripts; it must not be a caller's, whose time is short.
        // Without Redis the lane starts all the same, as it would go on in any outage, and tries again.
        return redis.start().compose(connected -> warmUp()).otherwiseEmpty();
    }

    /** Tells Redis what it does not know yet, before the connection goes. */
    @Override
    public Future<?> stop() {
        return settlements
                .drained()
                .timeout(SILENCE.toMillis(), TimeUnit.MILLISECONDS)
                .transform(done -> redis.close());
    }

    private Future<Reservation> reserve(Reserve request) {
        Keys keys = Keys.of(request);
        if (!redis.connected()) {
            return withoutRedis(request).onSuccess(reservation -> hold(request, keys, reservation, Origin.HERE));
        }
        return admit(request, keys, 0).map(reservation -> {
            if (reservation instanceof Reservation.Granted granted) {
                budgets.saw(request.tenantId(), granted);
                if (!granted.degraded()) {
                    hold(request, keys, granted, Origin.REDIS);
                }
            }
            return reservation;
        });
    }

    private Future<Reservation> admit(Reserve request, Keys keys, int seeded) {
        Promise<Reservation> verdict = Promise.promise();
        AtomicBoolean late =
                new AtomicBoolean(); // what Redis says then is not used, even if the verdict is still to come
        Deadlines.Entry deadline = waiting.start(() -> {
            noteSilence();
            late.set(true);
            inDoubt(request, keys).onComplete(verdict);
        });
        scripts.admit(request, keys, calm.lasts(System.nanoTime()))
                .onComplete(
                        admission -> {
                            silentSinceNanos = 0;
                            deadline.done();
                            if (late.get()) {
                                return;
                            }
                            switch (admission) {
                                case Admission.Decided(Reservation reservation) -> verdict.tryComplete(reservation);
                                case Admission.Cold cold
                                when seeded <= request.scopes().size() ->
                                    seeds.seed(request, keys, cold)
                                            .compose(seed -> admit(request, keys, seeded + 1))
                                            .recover(unknown -> Future.succeededFuture(UNAVAILABLE))
                                            .onComplete(verdict);
                                case Admission.Cold cold -> verdict.tryComplete(UNAVAILABLE);
                            }
                        },
                        failure -> {
                            deadline.done();
                            if (!late.get()) {
                                inDoubt(request, keys).onComplete(verdict);
                            }
                        });
        return verdict.future();
    }

    /**
     * Decides without Redis what Redis may have granted all the same, or may grant when it gets to it. Whoever is served keeps
     * that reservation, so that it is counted once and repeats of the request find it; else it is given back.
     */
    private Future<Reservation> inDoubt(Reserve request, Keys keys) {
        return withoutRedis(request).onComplete((reservation, failure) -> {
            if (reservation instanceof Reservation.Granted) {
                hold(request, keys, reservation, Origin.IN_DOUBT);
            } else {
                settlements.giveBack(request.id(), keys);
            }
        });
    }

    private void hold(Reserve request, Keys keys, Reservation reservation, Origin origin) {
        if (reservation instanceof Reservation.Granted granted) {
            open.add(request, keys, granted.atMillis(), origin);
        }
    }

    private Future<RateLimits.Told> tellAll() {
        Future<?> told = redis.connected()
                ? open.tellAll().compose(restored -> settlements.tellAll())
                : Future.failedFuture("redis is away");
        return told.transform((done, failure) -> failure == null
                ? Future.succeededFuture(new RateLimits.Told())
                : Future.failedFuture(new GatewayException(UNTOLD)));
    }

    private Future<Reservation> withoutRedis(Reserve request) {
        return request.limiterLoss() == LimiterLoss.REFUSE
                ? Future.succeededFuture(UNAVAILABLE)
                : local.ask(new LocalLimits.Ask(request, budgets.left(request.tenantId())));
    }

    private Future<Void> settle(Settle ended) {
        UUID id = ended.reserve().id();
        OpenReservations.Ended held = open.remove(id)
                .orElseGet(() -> new OpenReservations.Ended(Keys.of(ended.reserve()), Origin.HERE, false));
        if (ended.degraded()) {
            boolean forgotten = ended.fate() instanceof Fate.Forgotten || ended.fate() instanceof Fate.Shared;
            bus.send(LocalLimits.END, new LocalLimits.Ended(id, ended.tokens(), ended.costNanos(), forgotten));
        }
        return settlements.add(ended, held);
    }

    private void redisState(boolean up) {
        bus.publish(Health.REPORT, new Health.Report("redis." + lane, up, up ? "connected" : "lost"));
        calm.begins(System.nanoTime());
        if (up) {
            settlements.again();
            open.renewAll(System.nanoTime());
        }
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

    private void noteSilence() {
        long now = System.nanoTime();
        calm.begins(now);
        if (silentSinceNanos == 0) {
            silentSinceNanos = now;
        } else if (now - silentSinceNanos > SILENCE.toNanos()) {
            silentSinceNanos = 0;
            redis.discard();
        }
    }

    private Future<?> warmUp() {
        Reserve nobodys = new Reserve(
                new UUID(0, lane),
                NOBODY,
                List.of(RateLimits.Scope.tenant(Limits.requests(1_000_000, 1_000_000))),
                0,
                0,
                Optional.empty(),
                LimiterLoss.REFUSE,
                new RateLimits.CallSketch(
                        "",
                        "",
                        "",
                        1,
                        0,
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        Keys keys = Keys.of(nobodys);
        return scripts.admit(nobodys, keys)
                .compose(admitted ->
                        scripts.settle(nobodys.id(), keys, 0, 0, new Fate.Forgotten(), Scripts.Served.BY_REDIS));
    }
}
