package dev.aigw.cli;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything a serving process has started. It ends in reverse order, once: when a signal says so, after which the process
 * leaves with 0, or when starting fails.
 */
final class Lifetime implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

    private final Deque<Part> parts = new ArrayDeque<>();
    private final Thread onSignal = new Thread(this::leave, "aigw-stop");
    private boolean ended;

    private Lifetime() {}

    /** From now on SIGTERM and SIGINT end what has been added. */
    static Lifetime begin() {
        Lifetime lifetime = new Lifetime();
        Runtime.getRuntime().addShutdownHook(lifetime.onSignal);
        return lifetime;
    }

    /** Waits for what starts, on a thread that may. */
    static <T> T await(Future<T> starting, Duration longest) throws TimeoutException {
        return starting.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How a part ends; may block. */
    interface Ending {
        void end() throws Exception;
    }

    /** Adds what was just started; ends it at once if the signal came meanwhile. */
    void add(String name, Ending ending) {
        Part part = new Part(name, ending);
        synchronized (this) {
            if (!ended) {
                parts.push(part);
                return;
            }
        }
        part.end();
        throw new CommandFailed(ExitCode.FAILED, "stopped while starting");
    }

    /** Does not come back: the signal ends the process. */
    void untilSignal() {
        while (true) {
            LockSupport.park(this);
        }
    }

    /** Starting failed: ends what there is. Does not come back when a signal is doing so already. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException signalled) {
            untilSignal();
        }
        endAll();
    }

    private void leave() {
        endAll();
        System.out.flush();
        System.err.flush();
        // An exit code of 128 + signal would tell supervisors of a crash.
        Runtime.getRuntime().halt(ExitCode.OK);
    }

    private void endAll() {
        for (Part part = next(); part != null; part = next()) {
            part.end();
        }
    }

    private synchronized @Nullable Part next() {
        ended = true;
        return parts.poll();
    }

    private record Part(String name, Ending ending) {
        void end() {
            long started = System.nanoTime();
            try {
                ending.end();
                LOG.debug("ended part={} took_ms={}", name, (System.nanoTime() - started) / 1_000_000);
            } catch (Exception e) {
                LOG.error("not ended cleanly part={}", name, e);
            }
        }
    }
}
