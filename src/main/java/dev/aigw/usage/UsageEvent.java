package dev.aigw.usage;

import dev.aigw.dialect.TokenUsage;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * One attempt at a provider, as the ledger keeps it.
 *
 * @param id makes the insert idempotent: the same event written twice is one row; see {@link #id}
 * @param requestId what the caller knows the request by
 * @param createdAt when the request was admitted, by the limiter's clock
 * @param attempt 1 for the first candidate, 2 for the next
 * @param estimated the tokens are our guess because the provider did not say
 * @param costNanos what the tenant is charged, in nano-dollars; empty when the model has no known price
 * @param listNanos what the provider's own price comes to
 * @param latencyMillis from the request's arrival to the end of the answer
 * @param firstTokenMillis from the request's arrival to the first streamed byte
 * @param user who, as told by the site: an opaque id
 * @param feature what for, as told by the site
 * @param caller which plugin, as told by the site
 * @param role of the user, as told by the site
 */
public record UsageEvent(
        UUID id,
        long tenantId,
        String provider,
        String model,
        TokenUsage tokens,
        boolean estimated,
        OptionalLong costNanos,
        OptionalLong listNanos,
        String requestId,
        Instant createdAt,
        Status status,
        int attempt,
        long latencyMillis,
        OptionalLong firstTokenMillis,
        Optional<String> user,
        Optional<String> feature,
        Optional<String> caller,
        Optional<String> role) {

    /** The row of an attempt: the reservation's id with the attempt in its last byte, so that whoever writes it, it is one row. */
    public static UUID id(UUID reservation, int attempt) {
        return new UUID(
                reservation.getMostSignificantBits(),
                (reservation.getLeastSignificantBits() & ~0xffL) | Math.min(attempt, 255));
    }

    /** How the attempt ended. */
    public enum Status {
        OK,
        ERROR,
        TIMEOUT,
        /** The caller left before the end. */
        CANCELLED,
        /** The gateway died before it could tell. */
        UNKNOWN;

        /** As the database writes it. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
