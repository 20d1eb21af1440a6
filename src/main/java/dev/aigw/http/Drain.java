package dev.aigw.http;

import dev.aigw.bus.Address;
import dev.aigw.bus.BusMessage;

/** Asks a lane to take no new chat requests; it answers when those under way are over. */
public interface Drain {
    Address<Begin, Idle> REQUEST = new Address<>("http.drain");

    /** Begin to drain. */
    record Begin() implements BusMessage {}

    /** Nothing is in flight any more. */
    record Idle() implements BusMessage {}
}
