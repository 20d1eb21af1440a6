package dev.aigw.bus;

/**
 * A typed event-bus address: what is asked ({@code Q}) and what is answered ({@code R}).
 *
 * @param name the address on the bus; one that belongs to a lane ends in {@code .<lane>}
 */
public record Address<Q extends BusMessage, R extends BusMessage>(String name) {

    /** The same question asked of one lane, so that it never leaves that lane's event loop. */
    public Address<Q, R> lane(int lane) {
        return new Address<>(name + "." + lane);
    }
}
