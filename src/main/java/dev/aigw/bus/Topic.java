package dev.aigw.bus;

/** A typed event-bus address that many may hear and none answers, such as "this tenant changed". */
@SuppressWarnings("UnusedTypeParameter") // it types what Bus sends and hears there
public record Topic<M extends BusMessage>(String name) {

    /** The same topic of one lane, so that it never leaves that lane's event loop. */
    public Topic<M> lane(int lane) {
        return new Topic<>(name + "." + lane);
    }
}
