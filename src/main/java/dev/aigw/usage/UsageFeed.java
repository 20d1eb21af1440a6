package dev.aigw.usage;

import dev.aigw.bus.BusMessage;
import dev.aigw.bus.Topic;
import java.util.List;

/** Where usage events are handed in, and where the ledger says that it cannot keep up. */
public interface UsageFeed {
    Topic<Events> RECORD = new Topic<>("usage.record");

    /** What a lane has counted within a few milliseconds: one message for all, because it crosses to another loop. */
    record Events(List<UsageEvent> events) implements BusMessage {
        public Events {
            events = List.copyOf(events);
        }
    }

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
