package dev.aigw.limit;

import dev.aigw.limit.RateLimits.Fate;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles what a process wrote down and may not have told before it died. What was told is no longer in Redis, so nothing
 * counts twice.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int MOST_WAITING = 200_000;
    private static final int MOST_UNDER_WAY = 64;

    private final Upkeep upkeep;
    private final Scripts scripts;
    private final Deque<Untold> waiting = new ArrayDeque<>();
    private int underWay;

    Recovery(Upkeep upkeep, Scripts scripts) {
        this.upkeep = upkeep;
        this.scripts = scripts;
    }

    void add(long tenantId, UUID reservation, long tokens, long costNanos) {
        if (waiting.size() >= MOST_WAITING) {
            waiting.removeFirst();
            LOG.error("recovered settlement given up, its budget is corrected from the ledger tenant={}", tenantId);
        }
        waiting.addLast(new Untold(tenantId, reservation, tokens, costNanos));
        next();
    }

    /** Goes on where Redis was away. */
    void next() {
        while (upkeep.redis().connected() && underWay < MOST_UNDER_WAY && !waiting.isEmpty()) {
            Untold one = waiting.removeFirst();
            underWay++;
            settle(one)
                    .onComplete(
                            told -> {
                                underWay--;
                                next();
                            },
                            failure -> {
                                underWay--;
                                waiting.addLast(one); // its turn comes with the next tick
                            });
        }
    }

    private Future<Boolean> settle(Untold one) {
        return upkeep.find(one.tenantId(), one.reservation())
                .compose(held -> held.isEmpty()
                        ? Future.succeededFuture(false)
                        : scripts.settle(
                                one.reservation(),
                                held.get().keys(),
                                one.tokens(),
                                one.costNanos(),
                                new Fate.Forgotten(),
                                Scripts.Served.BY_REDIS));
    }

    private record Untold(long tenantId, UUID reservation, long tokens, long costNanos) {}
}
