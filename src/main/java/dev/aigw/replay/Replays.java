package dev.aigw.replay;

import dev.aigw.bus.Address;
import dev.aigw.bus.BusMessage;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.UUID;

/** Where the answer of a call that came first is waited for. */
public interface Replays {
    /** One address per process. */
    Address<Await, Awaited> AWAIT = new Address<>("replay.await");

    /** What Redis publishes on when an answer that somebody waits for is there; the message is {@link #message}. */
    String CHANNEL = "aigw:answers";

    /** The key that holds the answer of a reservation. */
    static String key(long tenantId, UUID reservation) {
        return "aigw:{" + tenantId + "}:answer:" + reservation;
    }

    /** The sorted set that holds a tenant's reservations while they are under way. */
    static String openCalls(long tenantId) {
        return "aigw:{" + tenantId + "}:open";
    }

    static String message(long tenantId, UUID reservation) {
        return tenantId + ":" + reservation;
    }

    /**
     * Asks for the answer of a call.
     *
     * @param patience how long to wait for it at most
     */
    record Await(long tenantId, UUID reservation, Duration patience) implements BusMessage {}

    /** What came of it. */
    sealed interface Awaited extends BusMessage {
        /** The answer, as {@code Fate.Kept} or {@code Fate.Shared} gave it. */
        record Answer(Buffer answer) implements Awaited {}

        /** There is none and will be none: the call was forgotten, or its process died. Whoever asks may call anew. */
        record Gone() implements Awaited {}

        /** Still under way. */
        record TimedOut() implements Awaited {}
    }
}
