package dev.aigw.usage;

import java.util.ArrayList;
import java.util.List;

/** Events that are written together, and how far the journals had been read when it was closed. */
final class UsageBatch {
    private final int rows;
    private final List<UsageEvent> events;
    private List<UsageSource.Mark> marks = List.of();
    private int unwritten;

    UsageBatch(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("a batch of " + rows + " rows");
        }
        this.rows = rows;
        this.events = new ArrayList<>(rows);
    }

    /** Rows of a batch that are sent with one insert: all, or after a refusal a half of a half. */
    record Part(UsageBatch batch, List<UsageEvent> rows) {
        Part firstHalf() {
            return new Part(batch, rows.subList(0, rows.size() / 2));
        }

        Part secondHalf() {
            return new Part(batch, rows.subList(rows.size() / 2, rows.size()));
        }
    }

    void add(UsageEvent event) {
        events.add(event);
    }

    boolean isFull() {
        return events.size() >= rows;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    int size() {
        return events.size();
    }

    /** Takes no more: all that was read up to these marks is in this batch or in one before. */
    Part close(List<UsageSource.Mark> readTo) {
        marks = List.copyOf(readTo);
        unwritten = events.size();
        return new Part(this, events);
    }

    /** Postgres has these rows, or they are kept elsewhere. */
    void settle(Part part) {
        unwritten -= part.rows().size();
    }

    boolean isSettled() {
        return unwritten == 0;
    }

    /** Once this batch and all before it are settled. */
    void forget() {
        marks.forEach(UsageSource.Mark::done);
    }
}
