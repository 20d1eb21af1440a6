package dev.aigw.limit;

import java.util.Arrays;

/**
 * What passed in the last minute, in 61 slots of one second, as {@code admit_v2} counts: any 60 s touch at most 61 seconds of
 * the clock, so what fits here never lets more than the limit through in a window. Belongs to one event loop.
 */
final class LocalWindow {
    private static final int SLOTS = 61;
    private static final long SECOND = 1_000;

    private final long[] amounts = new long[SLOTS];
    private long latest = Long.MIN_VALUE;
    private long sum;

    /** What passed in the 61 s that end with this one. */
    long sum(long nowMillis) {
        advance(nowMillis / SECOND);
        return sum;
    }

    /** Answers the second it is counted in. */
    long add(long nowMillis, long amount) {
        advance(nowMillis / SECOND);
        amounts[slot(latest)] += amount;
        sum += amount;
        return latest;
    }

    /** Corrects what was counted in a second, while that second still counts. */
    void correct(long second, long change) {
        if (second <= latest && second > latest - SLOTS) {
            amounts[slot(second)] += change;
            sum += change;
        }
    }

    /** Until so much fits under the limit; when it never does, until all is gone. */
    long millisUntilFits(long nowMillis, long limit, long amount) {
        advance(nowMillis / SECOND);
        long left = sum;
        for (long second = latest - SLOTS + 1; second <= latest; second++) {
            left -= amounts[slot(second)];
            if (left + amount <= limit) {
                return Math.max(1, (second + SLOTS) * SECOND - nowMillis);
            }
        }
        return millisUntilEmpty(nowMillis);
    }

    long millisUntilEmpty(long nowMillis) {
        advance(nowMillis / SECOND);
        for (long second = latest; second > latest - SLOTS; second--) {
            if (amounts[slot(second)] > 0) {
                return Math.max(1, (second + SLOTS) * SECOND - nowMillis);
            }
        }
        return 0;
    }

    /** A clock that goes back a little stays at the latest second seen; one that goes back a lot was wrong before. */
    private void advance(long second) {
        if (second < latest && latest - second <= SLOTS) {
            return;
        }
        if (latest == Long.MIN_VALUE || second < latest || second - latest >= SLOTS) {
            Arrays.fill(amounts, 0);
            sum = 0;
        } else {
            for (long stale = latest + 1; stale <= second; stale++) {
                sum -= amounts[slot(stale)];
                amounts[slot(stale)] = 0;
            }
        }
        latest = second;
    }

    private static int slot(long second) {
        return (int) Math.floorMod(second, (long) SLOTS);
    }
}
