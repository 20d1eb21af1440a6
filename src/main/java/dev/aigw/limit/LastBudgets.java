package dev.aigw.limit;

import dev.aigw.limit.RateLimits.Reservation.Granted;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** What was left of each tenant's budgets when Redis last told; the tenants that were seen last. */
final class LastBudgets {
    private static final int MOST = 10_000;

    private final Map<Long, Long> left = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > MOST;
        }
    };

    void saw(long tenantId, Granted granted) {
        if (granted.budgetLeftNanos().isPresent() && !granted.degraded()) {
            left.put(tenantId, granted.budgetLeftNanos().getAsLong());
        }
    }

    OptionalLong left(long tenantId) {
        Long nanos = left.get(tenantId);
        return nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos);
    }
}
