package dev.aigw.alert;

import dev.aigw.bus.BusMessage;
import dev.aigw.bus.Topic;
import java.time.Instant;
import java.time.LocalDate;

/** What alerts say over the bus, in the one process that tells of them. */
public interface Alerts {
    /** Published after the alert is in the audit log. */
    Topic<Alert> RAISED = new Topic<>("alert.raised");

    /** One thing to hear of, once. */
    sealed interface Alert extends BusMessage {
        long tenantId();

        /** The tenant's slug. */
        String tenant();
    }

    /**
     * So much of a budget is spent, by what the ledger says.
     *
     * @param scope {@code tenant}, or what is told apart: {@code user}, {@code feature}, {@code caller}, {@code role}
     * @param name whose, within the scope; empty for the tenant as a whole
     * @param periodStart its first UTC day; of no meaning for {@link Period#TOTAL}
     * @param percent 50, 80 or 100
     */
    record BudgetReached(
            long tenantId,
            String tenant,
            String scope,
            String name,
            Period period,
            LocalDate periodStart,
            int percent,
            long budgetNanos,
            long spentNanos)
            implements Alert {}

    /**
     * An hour cost far more than the tenant's hours usually do.
     *
     * @param hour when it began
     * @param usualNanos the median of its hours
     * @param thresholdNanos beyond which it is told
     */
    record Anomaly(long tenantId, String tenant, Instant hour, long costNanos, long usualNanos, long thresholdNanos)
            implements Alert {}

    /** What a budget is for. */
    enum Period {
        DAY,
        MONTH,
        TOTAL;

        /** As the database and the log write it. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
