package dev.aigw.usage;

import dev.aigw.bus.Address;
import dev.aigw.bus.BusMessage;
import dev.aigw.tenant.SubLimit;
import java.time.Instant;
import java.util.Optional;

/** What the ledger answers to whoever keeps budgets. */
public interface Spending {
    /** One address per process. Fails with {@code limiter_unavailable} while Postgres does not answer. */
    Address<Ask, Spent> ASK = new Address<>("usage.spending");

    /**
     * What was spent, as far as it is in Postgres?
     *
     * @param by absent for the tenant as a whole
     * @param name whose, among those told apart by {@code by}
     * @param at in which UTC day and month
     */
    record Ask(long tenantId, Optional<SubLimit.By> by, String name, Instant at) implements BusMessage {}

    /**
     * In nano-dollars; what has no known price is in none of them.
     *
     * @param dayNanos of the rows of that UTC day
     * @param monthNanos of the rows of that UTC month
     * @param totalNanos of all rows there ever were
     */
    record Spent(long dayNanos, long monthNanos, long totalNanos) implements BusMessage {}
}
