package dev.aigw.usage;

import dev.aigw.bus.BusMessage;
import dev.aigw.bus.Topic;

/** Where usage events are handed in, and where the ledger says that it cannot keep up. */
public interface UsageFeed {
    Topic<UsageEvent> RECORD = new Topic<>("usage.record");

    /** Published whenever it becomes full, and when it has room again. */
    Topic<Backlog> BACKLOG = new Topic<>("usage.backlog");

    /**
     * How much waits for Postgres.
     *
     * @param full no new work should be taken, so that nothing done is lost
     * @param waiting events not yet written
     */
    record Backlog(boolean full, long waiting) implements BusMessage {}
}
