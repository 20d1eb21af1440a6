package dev.aigw.limit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What this process may spend of each tenant's budgets while Redis does not answer: its share of what was left. Nothing is
 * forgotten until the outage is over, because whoever is forgotten could spend the same share again; a tenant for whom
 * there is no room is not served.
 */
final class LocalMoney {
    private final int most;
    private Map<Long, Purse> purses = new HashMap<>();

    LocalMoney(int most) {
        this.most = most;
    }

    /** The tenant's purse when it has so much; empty also when nobody knows what was left. */
    Optional<Purse> purseWith(long tenantId, OptionalLong leftNanos, long costNanos, int processes) {
        Purse purse = purses.get(tenantId);
        if (purse == null) {
            if (leftNanos.isEmpty() || purses.size() >= most) {
                return Optional.empty();
            }
            purse = new Purse(leftNanos.getAsLong());
            purses.put(tenantId, purse);
        }
        purse.leftNanos = Math.min(purse.leftNanos, leftNanos.orElse(Long.MAX_VALUE));
        return purse.leftNanos / processes - purse.spentNanos >= costNanos ? Optional.of(purse) : Optional.empty();
    }

    /** Redis knows better again. */
    void forget() {
        purses = new HashMap<>();
    }

    /** What one tenant had left, and spent here since. */
    static final class Purse {
        private long leftNanos;
        private long spentNanos;

        private Purse(long leftNanos) {
            this.leftNanos = leftNanos;
        }

        void spend(long nanos) {
            spentNanos += nanos;
        }
    }
}
