package dev.aigw.http;

import dev.aigw.error.GatewayError;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Decides whether a lane takes one more chat request: places in flight, and nothing that stands against new work. */
public final class Intake {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final int places;
    private final AtomicInteger inFlight = new AtomicInteger();
    private boolean draining;
    private boolean backlog;
    private Runnable onIdle = () -> {};

    public Intake(int places) {
        this.places = places;
    }

    /** Takes a place; says why not when there is none. Whoever got one calls {@link #leave()} once. */
    public Optional<GatewayError> enter() {
        if (draining) {
            return Optional.of(new GatewayError.Draining(SOON));
        }
        if (inFlight.get() >= places || backlog) {
            return Optional.of(new GatewayError.Overloaded(SOON));
        }
        inFlight.incrementAndGet();
        return Optional.empty();
    }

    public void leave() {
        if (inFlight.decrementAndGet() == 0) {
            onIdle.run();
        }
    }

    /** May be asked from any thread. */
    public int inFlight() {
        return inFlight.get();
    }

    /** The usage queue is full: no new work rather than lost rows. */
    public void backlog(boolean full) {
        backlog = full;
    }

    /** Takes nothing any more; {@code idle} runs when the last request has left, or at once. */
    public void drain(Runnable idle) {
        draining = true;
        onIdle = idle;
        if (inFlight.get() == 0) {
            idle.run();
        }
    }
}
