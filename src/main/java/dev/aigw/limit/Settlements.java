package dev.aigw.limit;

import dev.aigw.limit.OpenReservations.Origin;
import dev.aigw.limit.RateLimits.Fate;
import dev.aigw.limit.RateLimits.Settle;
import dev.aigw.limit.Scripts.Charge;
import dev.aigw.limit.Scripts.Served;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Redis is still to be told of calls that are over. One that fails because Redis is away is told again when it is
 * back, which is harmless: the scripts count each reservation once.
 */
final class Settlements {
    private static final Logger LOG = LoggerFactory.getLogger(Settlements.class);
    private static final int MOST = 200_000;
    /** Told again at once at most; the connection takes so many, and the rest has time. */
    private static final int AT_ONCE = 5_000;
    /** How much later Redis may still read from a connection that was given up. */
    private static final Duration LATEST_ECHO = Duration.ofSeconds(5);

    private final Scripts scripts;
    /** Before the lease of what was admitted too late is over: else it would be taken for a dead call. */
    private final Duration echo;

    private final Map<UUID, Settlement> untold = new LinkedHashMap<>();
    private final Deque<Echo> echoes = new ArrayDeque<>();
    private Promise<Void> drained = Promise.promise();
    private int underWay;

    Settlements(Scripts scripts) {
        Duration wellBeforeItEnds = scripts.lease().dividedBy(3);
        this.echo = wellBeforeItEnds.compareTo(LATEST_ECHO) < 0 ? wellBeforeItEnds : LATEST_ECHO;
        this.scripts = scripts;
    }

    /** Tells of the end of a call; completes, never with a failure, when that was tried once. */
    Future<Void> add(Settle ended, OpenReservations.Ended held) {
        Optional<Charge> charge = ended.degraded()
                ? Optional.of(new Charge(ended.at(), ended.reserve().scopes()))
                : Optional.empty();
        Served without = held.told() ? Served.WITHOUT_REDIS_AND_TOLD : Served.WITHOUT_REDIS;
        return tell(new Settlement(
                ended.reserve().id(),
                held.keys(),
                ended.tokens(),
                ended.costNanos(),
                ended.fate(),
                charge,
                ended.degraded() ? without : Served.BY_REDIS,
                ended.degraded() && held.origin() == Origin.IN_DOUBT));
    }

    /** Gives back a reservation that was asked for and perhaps made, and is not used. */
    void giveBack(UUID id, Keys keys) {
        tell(Settlement.ofNothing(id, keys, true));
    }

    /** Tells what was not taken, until there is none; fails when Redis does not take it. */
    Future<Void> tellAll() {
        int before = untold.size();
        return before == 0
                ? Future.succeededFuture()
                : Future.all(again())
                        .compose(told ->
                                untold.size() < before ? tellAll() : Future.failedFuture("redis takes no settlements"));
    }

    /** Tells again what was not taken, and looks once more for what was perhaps admitted too late. */
    void tick(long now, boolean connected) {
        while (connected && !echoes.isEmpty() && echoes.getFirst().dueNanos() - now <= 0) {
            Echo echo = echoes.removeFirst();
            tell(Settlement.ofNothing(echo.id(), echo.keys(), false));
        }
        if (connected && underWay == 0) {
            again();
        }
    }

    /** Redis is back. */
    List<Future<Void>> again() {
        Map<UUID, Settlement> some = new LinkedHashMap<>();
        Iterator<Map.Entry<UUID, Settlement>> oldest = untold.entrySet().iterator();
        while (oldest.hasNext() && some.size() < AT_ONCE) {
            Map.Entry<UUID, Settlement> entry = oldest.next();
            some.put(entry.getKey(), entry.getValue());
            oldest.remove();
        }
        return some.values().stream().map(this::tell).toList();
    }

    /** Completes when nothing is on its way. */
    Future<Void> drained() {
        if (underWay == 0) {
            return Future.succeededFuture();
        }
        drained = Promise.promise();
        return drained.future();
    }

    private Future<Void> tell(Settlement end) {
        underWay++;
        return scripts.settle(end.id(), end.keys(), end.tokens(), end.costNanos(), end.fate(), end.served())
                .compose(settled -> {
                    if (!settled && end.inDoubt()) {
                        echoes.addLast(new Echo(end.id(), end.keys(), System.nanoTime() + echo.toNanos()));
                    }
                    boolean whole = settled && end.served() != Served.WITHOUT_REDIS_AND_TOLD;
                    return whole || end.charge().isEmpty()
                            ? Future.succeededFuture(settled)
                            : scripts.charge(end.id(), end.keys(), end.charge().get(), end.tokens(), end.costNanos());
                })
                .transform((told, failure) -> {
                    if (failure != null) {
                        keep(end);
                    }
                    over();
                    return Future.succeededFuture();
                });
    }

    private void keep(Settlement end) {
        if (untold.size() >= MOST) {
            UUID oldest = untold.keySet().iterator().next();
            untold.remove(oldest);
            LOG.error("settlement given up, its budget is corrected from the ledger reservation={}", oldest);
        }
        untold.put(end.id(), end);
    }

    private void over() {
        underWay--;
        if (underWay == 0) {
            drained.tryComplete();
        }
    }

    /**
     * One call's end.
     *
     * @param charge so that it is counted even if Redis never heard of it; only where it was served without Redis
     * @param inDoubt whether Redis may admit it after this, because it was asked on a connection that it still reads
     */
    private record Settlement(
            UUID id,
            Keys keys,
            long tokens,
            long costNanos,
            Fate fate,
            Optional<Charge> charge,
            Served served,
            boolean inDoubt) {
        static Settlement ofNothing(UUID id, Keys keys, boolean inDoubt) {
            return new Settlement(id, keys, 0, 0, new Fate.Forgotten(), Optional.empty(), Served.BY_REDIS, inDoubt);
        }
    }

    /** A reservation that was not there when it was settled. */
    private record Echo(UUID id, Keys keys, long dueNanos) {}
}
