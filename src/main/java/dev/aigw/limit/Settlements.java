package dev.aigw.limit;

import dev.aigw.limit.RateLimits.Fate;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.LinkedHashMap;
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

    private final Scripts scripts;
    private final Map<UUID, Settlement> untold = new LinkedHashMap<>();
    private Promise<Void> drained = Promise.promise();
    private int underWay;

    Settlements(Scripts scripts) {
        this.scripts = scripts;
    }

    /**
     * Tells of the end of a call.
     *
     * @param servedWithout when it was admitted without Redis, so that it is counted there even if Redis never heard of it
     */
    void add(UUID id, Keys keys, long tokens, long costNanos, Fate fate, Optional<Instant> servedWithout) {
        tell(new Settlement(id, keys, tokens, costNanos, fate, servedWithout));
    }

    /** Redis is back. */
    void again() {
        Map<UUID, Settlement> kept = new LinkedHashMap<>(untold);
        untold.clear();
        kept.values().forEach(this::tell);
    }

    /** Completes when nothing is on its way. */
    Future<Void> drained() {
        if (underWay == 0) {
            return Future.succeededFuture();
        }
        drained = Promise.promise();
        return drained.future();
    }

    private void tell(Settlement end) {
        underWay++;
        scripts.settle(end.id(), end.keys(), end.tokens(), end.costNanos(), end.fate())
                .compose(settled -> settled || end.servedWithout().isEmpty()
                        ? Future.succeededFuture(settled)
                        : scripts.charge(
                                end.id(), end.keys(), end.servedWithout().get(), end.costNanos()))
                .onComplete(told -> over(), failure -> {
                    keep(end);
                    over();
                });
    }

    /** A later word about the same call counts: the first was only a doubt. */
    private void keep(Settlement end) {
        if (untold.size() >= MOST) {
            UUID oldest = untold.keySet().iterator().next();
            untold.remove(oldest);
            LOG.error("settlement given up, its budget is corrected from the ledger reservation={}", oldest);
        }
        untold.merge(end.id(), end, (old, fresh) -> fresh.isDoubt() ? old : fresh);
    }

    private void over() {
        underWay--;
        if (underWay == 0) {
            drained.tryComplete();
        }
    }

    private record Settlement(
            UUID id, Keys keys, long tokens, long costNanos, Fate fate, Optional<Instant> servedWithout) {

        /** That a reservation which perhaps was never made is not used. */
        boolean isDoubt() {
            return servedWithout.isEmpty() && costNanos == 0 && tokens == 0;
        }
    }
}
