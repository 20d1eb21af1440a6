package dev.aigw.provider;

import dev.aigw.bus.Address;
import dev.aigw.bus.BusMessage;
import dev.aigw.bus.Topic;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What a provider's verticle says over the bus; one per provider and lane. */
public interface Providers {

    /** Where to ask the provider; add the lane. */
    static Address<Call, Answer> call(String provider) {
        return new Address<>("provider.call." + provider);
    }

    /** One lane's breaker opened: the others open theirs, so that N lanes do not learn the same lesson N times. */
    Topic<BreakerOpened> BREAKER_OPENED = new Topic<>("provider.breaker-opened");

    record BreakerOpened(String provider, int lane) implements BusMessage {}

    /**
     * One attempt at one provider.
     *
     * @param operation what is asked for
     * @param model the provider's own name of the model; Azure turns it into a deployment
     * @param body the request in the provider's dialect
     * @param stream whether a stream was asked for
     * @param headers further headers, such as what steers the simulator
     * @param cancellation how the asker stops the attempt while it waits for the answer
     */
    record Call(
            Operation operation,
            String model,
            Buffer body,
            boolean stream,
            Map<String, String> headers,
            Cancellation cancellation)
            implements BusMessage {}

    /** What providers are asked for. */
    enum Operation {
        CHAT,
        IMAGES
    }

    /** How the attempt went. */
    sealed interface Answer extends BusMessage {

        /** A complete answer, whatever its status: errors of the provider are here too. */
        record Whole(int status, MultiMap headers, Buffer body, Timing timing) implements Answer {}

        /** A 2xx answer that streams; it is paused until somebody takes it. */
        record Streamed(int status, MultiMap headers, UpstreamStream stream, Timing timing) implements Answer {}

        /** No answer: connection, time-out or a cut before the end. */
        record Failed(Kind kind, String reason, Duration limit, Timing timing) implements Answer {}

        /** Not tried, so nothing can have been billed: the breaker is open, or the pool's queue is full. */
        record Unavailable(String reason, Duration retryAfter) implements Answer {}
    }

    /** Why there is no answer. */
    enum Kind {
        CONNECT,
        TIMEOUT_HEAD,
        TIMEOUT_BODY,
        CUT,
        TOO_LARGE,
        /** Whoever asked went away. */
        CANCELLED
    }

    /** When the attempt began and ended (or its head arrived, for a stream), in {@link System#nanoTime()}. */
    record Timing(long startNanos, long endNanos) {
        public long nanos() {
            return endNanos - startNanos;
        }
    }

    /** What a provider says about waiting; from {@code retry-after-ms} or {@code retry-after}. */
    static Optional<Duration> retryAfter(MultiMap headers) {
        return RetryAfter.of(headers);
    }
}
