package dev.aigw.time;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Things that all have the same time to live. Because it is the same for all, the oldest is always the next to expire, and
 * a look at the head of a queue now and then replaces a timer for each. Not thread-safe: it belongs to one event loop.
 */
public final class Deadlines {
    private final long ttlNanos;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();

    public Deadlines(Duration ttl) {
        this.ttlNanos = ttl.toNanos();
    }

    /** Starts the time of something; call {@link Entry#done()} when it needs no time-out any more. */
    public Entry start(Runnable onExpiry) {
        Entry entry = new Entry(System.nanoTime() + ttlNanos, onExpiry);
        entries.add(entry);
        return entry;
    }

    /** Runs what has expired. */
    public void expire(long nowNanos) {
        for (Entry oldest = entries.peek(); oldest != null; oldest = entries.peek()) {
            if (!oldest.done && oldest.deadlineNanos > nowNanos) {
                return;
            }
            entries.remove();
            if (!oldest.done) {
                oldest.done = true;
                oldest.onExpiry.run();
            }
        }
    }

    /** Whether nothing waits; what is done but was started after something that still waits counts as waiting. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** One thing that waits. */
    public static final class Entry {
        private final long deadlineNanos;
        private final Runnable onExpiry;
        private boolean done;

        private Entry(long deadlineNanos, Runnable onExpiry) {
            this.deadlineNanos = deadlineNanos;
            this.onExpiry = onExpiry;
        }

        public void done() {
            done = true;
        }
    }
}
