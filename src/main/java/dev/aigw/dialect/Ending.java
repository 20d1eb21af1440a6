package dev.aigw.dialect;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * What is told at the end of a stream beside what the provider said.
 *
 * @param costNanos of the finished answer, told in the usage chunk if the caller asked for one; negative when unknown
 * @param meta a JSON object for the last chunk, as its field {@code aigw}; empty when the caller did not ask for it
 */
public record Ending(long costNanos, Optional<Buffer> meta) {
    public static Ending of(long costNanos) {
        return new Ending(costNanos, Optional.empty());
    }
}
