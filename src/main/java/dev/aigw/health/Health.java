package dev.aigw.health;

import dev.aigw.bus.BusMessage;
import dev.aigw.bus.Topic;

/** What parts of the gateway say about themselves when it changes; the management listener tells the outside. */
public interface Health {
    Topic<Report> REPORT = new Topic<>("health.report");
    Topic<Traffic> TRAFFIC = new Topic<>("health.traffic");

    /**
     * One part's state.
     *
     * @param part such as {@code redis.0} or {@code postgres}
     * @param detail for people; holds no secret
     */
    record Report(String part, boolean up, String detail) implements BusMessage {}

    /**
     * Whether the process takes traffic.
     *
     * @param state {@code starting}, {@code serving} or {@code draining}
     */
    record Traffic(boolean ready, String state) implements BusMessage {}
}
