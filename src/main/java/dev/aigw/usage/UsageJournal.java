package dev.aigw.usage;

import dev.aigw.usage.journal.JournalLane;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where a lane writes down what its calls cost, before anybody is told; what is written survives the process. Belongs to one
 * event loop.
 */
public final class UsageJournal {
    private final JournalLane lane;
    private final AtomicLong rows = new AtomicLong();

    UsageJournal(JournalLane lane) {
        this.lane = lane;
    }

    /** One attempt at a provider. */
    public void record(UsageEvent event) {
        UsageCodec.encode(event, lane.draft());
        rows.lazySet(rows.getPlain() + 1); // before the record: whoever reads it finds it counted
        lane.commit(UsageCodec.EVENT);
    }

    /** A call is over, and what it came to is about to be told to the limiter. */
    public void settled(long tenantId, UUID reservation, long tokens, long costNanos) {
        UsageCodec.encode(new UsageFeed.Settled(tenantId, reservation, tokens, costNanos), lane.draft());
        lane.commit(UsageCodec.SETTLED);
    }

    /** Writes what found no room while the journal was full. */
    public void flush() {
        lane.flush();
    }

    /** How many events were recorded; may be asked from any thread. */
    long rows() {
        return rows.getAcquire();
    }
}
