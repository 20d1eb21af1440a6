package dev.aigw.limit;

import dev.aigw.bus.Bus;
import dev.aigw.bus.Bus.Question;
import dev.aigw.config.LimitConfig;
import dev.aigw.config.StoreConfig;
import dev.aigw.error.GatewayError.LimiterUnavailable;
import dev.aigw.error.GatewayException;
import dev.aigw.limit.RateLimits.Tell;
import dev.aigw.limit.RateLimits.Told;
import dev.aigw.redis.RedisLane;
import dev.aigw.tenant.TenantDirectory;
import dev.aigw.usage.Spending;
import dev.aigw.usage.UsageEvent;
import dev.aigw.usage.UsageFeed;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps order in Redis among processes: says that this one is alive and how many there are, and, in one process at a time,
 * ends what dead processes left behind. One per process.
 */
public final class SweepVerticle extends VerticleBase {
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration TELL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TENANTS_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LEDGER_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration FAREWELL = Duration.ofSeconds(1);
    private static final int RENEWALS_PER_LOCK = 4;

    private final Bus bus;
    private final List<Question<Tell, Told>> lanes = new ArrayList<>();
    private final LimitConfig limits;
    private final StoreConfig stores;
    private final Consumer<UsageEvent> journal;
    private final Supplier<Future<Boolean>> flushed;
    private final Duration round;
    private Upkeep upkeep;
    private RollCall rollCall;
    private Sweep sweep;
    private Recovery recovery;
    private Optional<TenantDirectory> directory = Optional.empty();
    private boolean sweeping;
    private final Calm calm;

    /**
     * Connects to nothing yet.
     *
     * @param journal writes a row down before it returns; called on this verticle's event loop only
     * @param flushed waits until Postgres has all rows of this process; answers false when that took too long
     */
    public SweepVerticle(
            Bus bus,
            LimitConfig limits,
            StoreConfig stores,
            Consumer<UsageEvent> journal,
            Supplier<Future<Boolean>> flushed) {
        this.bus = bus;
        this.limits = limits;
        this.stores = stores;
        this.journal = journal;
        this.flushed = flushed;
        this.calm = new Calm(limits.lease());
        this.round = limits.lease().multipliedBy(3).dividedBy(2);
    }

    @Override
    public Future<?> start() {
        RedisLane redis = new RedisLane(vertx, stores.redis(), stores.connectTimeout(), Upkeep.ALL, this::redisState);
        upkeep = new Upkeep(redis, UUID.randomUUID());
        bus.listen(
                RateLimits.BEGUN, begun -> lanes.add(bus.question(RateLimits.TELL.lane(begun.lane()), TELL_TIMEOUT)));
        rollCall = new RollCall(
                vertx,
                upkeep,
                this::tellAll,
                count -> bus.publish(LocalLimits.PROCESSES, new LocalLimits.Processes(count)));
        bus.serve(
                RollCall.COMPLETE,
                ask -> rollCall.complete()
                        .recover(cause -> Future.failedFuture(new GatewayException(new LimiterUnavailable(RETRY)))));
        Scripts scripts = new Scripts(redis, limits.lease(), limits.keepAnswers());
        Reconciliation reconciliation =
                new Reconciliation(upkeep, scripts.money(), bus.question(Spending.ASK, LEDGER_TIMEOUT), flushed, round);
        sweep = new Sweep(
                () -> directory.map(TenantDirectory::all).orElse(List.of()), scripts, journal, reconciliation);
        recovery = new Recovery(upkeep, scripts);
        bus.listen(
                UsageFeed.RECOVERED,
                told -> recovery.add(told.tenantId(), told.reservation(), told.tokens(), told.costNanos()));
        return TenantDirectory.open(bus, TENANTS_TIMEOUT)
                .compose(opened -> {
                    directory = Optional.of(opened);
                    return redis.start().otherwiseEmpty(); // it goes on trying
                })
                .onSuccess(started -> {
                    lead();
                    vertx.setPeriodic(RollCall.HEARTBEAT.toMillis(), due -> rollCall.beat());
                    vertx.setPeriodic(millis(round.dividedBy(RENEWALS_PER_LOCK)), due -> lead());
                    vertx.setPeriodic(millis(round.dividedBy(Sweep.STEPS)), due -> step());
                });
    }

    /** The lock goes first, so that another process can go on. */
    @Override
    public Future<?> stop() {
        sweeping = false;
        return Future.join(upkeep.sweepsNoMore(), upkeep.gone(RollCall.SILENCE))
                .timeout(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
                .transform(done -> upkeep.redis().close());
    }

    /** First Redis is told by the lanes, then the ledger: what ended before must be in one of them. */
    private Future<?> tellAll() {
        return Future.all(lanes.stream().map(lane -> lane.ask(new Tell())).toList())
                .compose(told -> flushed.get())
                .compose(complete ->
                        complete ? Future.succeededFuture() : Future.failedFuture("the ledger lags behind"));
    }

    private void lead() {
        upkeep.sweeps(round).onComplete((has, failure) -> lead(failure == null && has));
    }

    private void lead(boolean has) {
        if (sweeping && !has) {
            sweep.rest();
        }
        sweeping = has;
    }

    private void step() {
        recovery.next();
        if (sweeping && upkeep.redis().connected() && calm.lasts(System.nanoTime())) {
            sweep.step();
        }
    }

    private void redisState(boolean up) {
        calm.begins(System.nanoTime());
        if (up) {
            rollCall.again();
            rollCall.beat();
        } else {
            lead(false);
        }
    }

    private static long millis(Duration duration) {
        return Math.max(1, duration.toMillis());
    }
}
