package dev.aigw.usage;

import java.util.ArrayList;
import java.util.List;

/** Collects events until there are enough to be worth an insert. */
final class UsageBatch {
    private final int rows;
    private List<UsageEvent> events;

    UsageBatch(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("a batch of " + rows + " rows");
        }
        this.rows = rows;
        this.events = new ArrayList<>(rows);
    }

    /** Adds the event and says whether the batch is full now. */
    boolean add(UsageEvent event) {
        events.add(event);
        return events.size() >= rows;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** Takes out what was collected, in the order it came. */
    List<UsageEvent> drain() {
        List<UsageEvent> drained = events;
        events = new ArrayList<>(rows);
        return drained;
    }
}
