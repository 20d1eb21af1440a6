package dev.aigw.usage;

import dev.aigw.bus.Bus;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Where a lane writes down what its calls cost, before anybody is told. Belongs to one event loop. */
public final class UsageJournal {
    private static final long GATHER_MILLIS = 5;
    private static final int MOST_GATHERED = 64;

    private final Vertx vertx;
    private final Bus bus;
    private final List<UsageEvent> events = new ArrayList<>();

    /** Belongs to the event loop it is made on. */
    public UsageJournal(Vertx vertx, Bus bus) {
        this.vertx = vertx;
        this.bus = bus;
    }

    /** One attempt at a provider. */
    public void record(UsageEvent event) {
        events.add(event);
        if (events.size() == 1) {
            vertx.setTimer(GATHER_MILLIS, due -> flush());
        } else if (events.size() >= MOST_GATHERED) {
            flush();
        }
    }

    /** A call is over, and what it came to is about to be told to the limiter. */
    public void settled(long tenantId, UUID reservation, long tokens, long costNanos) {}

    /** Hands over what is gathered. */
    public void flush() {
        if (!events.isEmpty()) {
            bus.send(UsageFeed.RECORD, new UsageFeed.Events(events));
            events.clear();
        }
    }
}
