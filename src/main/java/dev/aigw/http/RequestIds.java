package dev.aigw.http;

import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import io.vertx.core.MultiMap;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Finds or makes the id of a request. A caller's own id comes from {@code Idempotency-Key}, else {@code x-request-id};
 * {@code request_id} in the body, read later, goes before both. One per lane, not thread-safe.
 */
public final class RequestIds {
    /** Longest id a caller may choose. */
    public static final int MAX_LENGTH = 256;

    private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();

    private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());

    /** An id nobody has: 120 random bits. */
    public String next() {
        char[] id = new char[28];
        "req_".getChars(0, 4, id, 0);
        for (int i = 4; i < id.length; i += 12) {
            long bits = random.nextLong();
            for (int k = i; k < i + 12; k++) {
                id[k] = ALPHABET[(int) (bits & 31)];
                bits >>>= 5;
            }
        }
        return new String(id);
    }

    /** An event id (UUID version 7, RFC 9562): sorts by time, which keeps the ledger's index small. */
    public UUID nextEvent(long nowMillis) {
        long high = (nowMillis << 16) | 0x7000 | (random.nextLong() & 0x0fff);
        long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /**
     * The caller's id from the headers.
     *
     * @throws GatewayException when a header holds something that cannot be an id
     */
    public static Optional<String> ofHeaders(MultiMap headers) {
        return header(headers, "idempotency-key").or(() -> header(headers, "x-request-id"));
    }

    private static Optional<String> header(MultiMap headers, String name) {
        String value = headers.get(name);
        if (value == null || value.isEmpty()) {
            return Optional.empty();
        }
        if (!valid(value)) {
            throw new GatewayException(GatewayError.InvalidRequest.of(
                    name, "The header " + name + " must be 1 to " + MAX_LENGTH + " printable ASCII characters."));
        }
        return Optional.of(value);
    }

    private static boolean valid(String id) {
        return id.length() <= MAX_LENGTH && id.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
    }
}
