package dev.aigw.usage;

import dev.aigw.bus.Address;
import dev.aigw.bus.BusMessage;
import dev.aigw.tenant.SubLimit;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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
     * @param without what is not to be counted
     */
    record Ask(long tenantId, Optional<SubLimit.By> by, String name, Instant at, Without without)
            implements BusMessage {
        /** With all that there is. */
        public Ask(long tenantId, Optional<SubLimit.By> by, String name, Instant at) {
            this(tenantId, by, name, at, new Without(List.of(), Instant.EPOCH));
        }
    }

    /**
     * Calls that whoever asks counts himself.
     *
     * @param reservations whose rows, of whichever attempt, are left out
     * @param since when the oldest of them began
     */
    record Without(List<UUID> reservations, Instant since) {
        public Without {
            reservations = List.copyOf(reservations);
        }
    }

    /**
     * In nano-dollars; what has no known price is in none of them.
     *
     * @param dayNanos of the rows of that UTC day
     * @param monthNanos of the rows of that UTC month
     * @param totalNanos of all rows there ever were
     */
    record Spent(long dayNanos, long monthNanos, long totalNanos) implements BusMessage {}
}
