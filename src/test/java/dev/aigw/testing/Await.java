package dev.aigw.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what will be true soon: looks again and again, never longer than it is told. */
public final class Await {
    /** Long enough for a busy machine; no test is meant to take it. */
    public static final Duration SOON = Duration.ofSeconds(10);

    private static final long PAUSE_NANOS = 2_000_000;

    private Await() {}

    public static void until(String what, Callable<Boolean> condition) {
        until(what, SOON, condition);
    }

    public static void until(String what, Duration longest, Callable<Boolean> condition) {
        value(what, longest, () -> call(condition), Boolean::booleanValue);
    }

    /** The first value that is good enough. */
    public static <T> T value(String what, Duration longest, Supplier<T> source, Predicate<T> good) {
        long end = System.nanoTime() + longest.toNanos();
        T seen = source.get();
        while (!good.test(seen)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + longest + ": " + what + "; the last look showed " + seen);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            seen = source.get();
        }
        return seen;
    }

    private static <T> T call(Callable<T> source) {
        try {
            return source.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
