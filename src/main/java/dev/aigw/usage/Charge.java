package dev.aigw.usage;

import java.math.BigInteger;
import java.util.OptionalLong;

/**
 * What an attempt costs its tenant, beside what it comes to at the provider's own price.
 *
 * @param listNanos at the provider's price, in nano-dollars; empty when that is not known
 * @param costNanos what the tenant is charged; empty exactly when {@code listNanos} is
 */
public record Charge(OptionalLong listNanos, OptionalLong costNanos) {
    /** For a model, or a kind of tokens, that has no known price. */
    public static final Charge UNKNOWN = new Charge(OptionalLong.empty(), OptionalLong.empty());

    private static final long MILLION = 1_000_000;

    public Charge {
        if (listNanos.isPresent() != costNanos.isPresent()) {
            throw new IllegalArgumentException("a charge is known when its list cost is");
        }
    }

    /**
     * The charge of an attempt.
     *
     * @param factorPpm what the tenant pays of the list cost, in parts per million
     */
    public static Charge of(OptionalLong listNanos, long factorPpm) {
        return listNanos.isPresent()
                ? new Charge(listNanos, OptionalLong.of(nanos(listNanos.getAsLong(), factorPpm)))
                : UNKNOWN;
    }

    /**
     * The list cost with a tenant's mark-up or discount, exact and rounded once, up to the next nano-dollar, so that only a factor of 0 makes
     * anything free. What a {@code long} cannot hold is {@link Long#MAX_VALUE}.
     */
    public static long nanos(long listNanos, long factorPpm) {
        if (listNanos < 0 || factorPpm < 0) {
            throw new IllegalArgumentException("neither a cost nor a factor is less than 0");
        }
        if (factorPpm == MILLION) {
            return listNanos;
        }
        long product = listNanos * factorPpm;
        if (Math.multiplyHigh(listNanos, factorPpm) == 0 && product >= 0) {
            return Math.ceilDiv(product, MILLION);
        }
        BigInteger[] parts = BigInteger.valueOf(listNanos)
                .multiply(BigInteger.valueOf(factorPpm))
                .divideAndRemainder(BigInteger.valueOf(MILLION));
        BigInteger charged = parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
        return charged.bitLength() > 63 ? Long.MAX_VALUE : charged.longValue();
    }
}
