package dev.aigw.time;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Things that all have the same time to live. Because it is the same for all, the oldest is always the next to expire, and
 * a look at the head of a list now and then replaces a timer for each. What is done leaves the list at once, so it is as long
 * as what is under way. Not thread-safe: it belongs to one event loop.
 */
public final class Deadlines {
    private final long ttlNanos;
    private @Nullable Entry oldest;
    private @Nullable Entry newest;

    public Deadlines(Duration ttl) {
        this.ttlNanos = ttl.toNanos();
    }

    /** Starts the time of something; call {@link Entry#done()} when it needs no time-out any more. */
    public Entry start(Runnable onExpiry) {
        Entry entry = new Entry(System.nanoTime() + ttlNanos, onExpiry);
        entry.older = newest;
        if (newest == null) {
            oldest = entry;
        } else {
            newest.newer = entry;
        }
        newest = entry;
        return entry;
    }

    /** Runs what has expired. */
    public void expire(long nowNanos) {
        for (Entry entry = oldest; entry != null && entry.deadlineNanos <= nowNanos; entry = oldest) {
            entry.done();
            entry.onExpiry.run();
        }
    }

    public boolean isEmpty() {
        return oldest == null;
    }

    /** One thing that waits. */
    public final class Entry {
        private final long deadlineNanos;
        private final Runnable onExpiry;
        private @Nullable Entry older;
        private @Nullable Entry newer;
        private boolean done;

        private Entry(long deadlineNanos, Runnable onExpiry) {
            this.deadlineNanos = deadlineNanos;
            this.onExpiry = onExpiry;
        }

        public void done() {
            if (done) {
                return;
            }
            done = true;
            if (older == null) {
                oldest = newer;
            } else {
                older.newer = newer;
            }
            if (newer == null) {
                newest = older;
            } else {
                newer.older = older;
            }
            older = null;
            newer = null;
        }
    }
}
