package dev.aigw.usage;

import dev.aigw.bus.Address;
import dev.aigw.bus.BusMessage;
import dev.aigw.tenant.SubLimit;
import java.time.Instant;
import java.util.Optional;

/** Where the ledger is asked what was spent. */
public interface Spending {
    /** One address per process. */
    Address<Ask, Spent> ASK = new Address<>("usage.spending");

    /**
     * Asks what the tenant, or one of its users or features, spent.
     *
     * @param at an instant of the UTC day and month that are asked for
     */
    record Ask(long tenantId, Optional<SubLimit.By> by, String name, Instant at) implements BusMessage {}

    /** What was spent, in nano-dollars: in the UTC day, in the UTC month, and ever. */
    record Spent(long dayNanos, long monthNanos, long totalNanos) implements BusMessage {}
}
