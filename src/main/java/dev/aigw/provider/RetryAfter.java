package dev.aigw.provider;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Optional;

/** Reads how long a provider wants to be left alone: {@code retry-after-ms}, else {@code retry-after} in seconds (RFC 9110). */
final class RetryAfter {
    private static final Duration LONGEST = Duration.ofDays(1);

    private RetryAfter() {}

    static Optional<Duration> of(MultiMap headers) {
        return number(headers.get("retry-after-ms"))
                .or(() -> number(headers.get("retry-after")).map(seconds -> seconds * 1000))
                .map(millis -> Duration.ofMillis(Math.round(millis)))
                .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    }

    private static Optional<Double> number(@org.jspecify.annotations.Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            double value = Double.parseDouble(text.trim());
            return value >= 0 && value < 1e12 ? Optional.of(value) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty(); // an HTTP date or nonsense: treated as not said
        }
    }
}
