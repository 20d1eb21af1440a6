package dev.aigw.limit;

import java.time.Duration;

/**
 * How long Redis has been there without a break. While it is away nobody can renew a lease, so for a while after that a lease
 * that is over does not mean that its process is dead.
 */
final class Calm {
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final long enoughNanos;
    private long sinceNanos = System.nanoTime();

    Calm(Duration lease) {
        this.enoughNanos = (lease.compareTo(LONGEST) < 0 ? lease : LONGEST).toNanos();
    }

    /** Redis was away until now, or is. */
    void begins(long now) {
        sinceNanos = now;
    }

    /** Whether every process that lives has renewed its leases by now. */
    boolean lasts(long now) {
        return now - sinceNanos > enoughNanos;
    }
}
