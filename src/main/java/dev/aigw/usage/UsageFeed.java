package dev.aigw.usage;

import dev.aigw.bus.Address;
import dev.aigw.bus.BusMessage;
import dev.aigw.bus.Topic;
import java.time.Duration;
import java.util.UUID;

/** What the ledger says of itself, and what it can be asked. */
public interface UsageFeed {
    /** Published whenever the journal becomes full, and when it has room again: lanes then flush what found none. */
    Topic<Backlog> BACKLOG = new Topic<>("usage.backlog");

    /** Published for every settlement that a process wrote down and that may have died before it told the limiter. */
    Topic<Settled> RECOVERED = new Topic<>("usage.recovered");

    /** Waits until Postgres has every row that was in this process's journal when it was asked. */
    Address<Flush, Flushed> FLUSHED = new Address<>("usage.flushed");

    /**
     * How much waits for Postgres.
     *
     * @param full no new work should be taken; what is under way still has room
     * @param waiting events not yet written
     */
    record Backlog(boolean full, long waiting) implements BusMessage {}

    /**
     * What a call came to.
     *
     * @param costNanos in nano-dollars
     */
    record Settled(long tenantId, UUID reservation, long tokens, long costNanos) implements BusMessage {}

    /**
     * Asks for {@link #FLUSHED}.
     *
     * @param within how long to wait at most; keep it below the time-out of the question
     */
    record Flush(Duration within) implements BusMessage {}

    /**
     * The answer to a {@link Flush}.
     *
     * @param complete Postgres has them all; false when the time was over before
     */
    record Flushed(boolean complete) implements BusMessage {}
}
