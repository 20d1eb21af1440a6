package dev.aigw.usage;

import dev.aigw.dialect.TokenUsage;
import java.math.BigInteger;

/**
 * What each kind of token costs, in nano-dollars per million tokens.
 *
 * @param input plain input
 * @param output plain output
 * @param cacheRead input that the provider had in its cache
 * @param cacheWrite input that the provider put into its cache
 * @param reasoning output that was spent on reasoning
 */
public record TokenRates(long input, long output, long cacheRead, long cacheWrite, long reasoning) {
    private static final long MILLION = 1_000_000;

    /**
     * Up to here nothing below can overflow: five rates of at most 10^15 come to 10^9 whole nano-dollars per token each,
     * times 2^30 tokens, and the remainders stay far below that.
     */
    private static final long FEW_TOKENS = 1L << 30;

    public TokenRates {
        check(input);
        check(output);
        check(cacheRead);
        check(cacheWrite);
        check(reasoning);
    }

    /** Rates where a cache price and a reasoning price of their own were not published: plain input and output then. */
    public static TokenRates of(long input, long output) {
        return new TokenRates(input, output, input, input, output);
    }

    /**
     * What the tokens cost, in nano-dollars. The sum over all kinds is exact and rounded once, at the end, up to the next
     * nano-dollar: so nothing that has a price is free, and a tenant is never charged less than the vendor charges, by less
     * than one nano-dollar a request. A cost beyond what a {@code long} holds is {@link Long#MAX_VALUE}.
     */
    public long costNanos(TokenUsage tokens) {
        // A provider whose parts exceed their whole is billed for the parts; nobody is ever paid back.
        long read = Math.max(0, tokens.cacheRead());
        long written = Math.max(0, tokens.cacheWrite());
        long reasoned = Math.max(0, tokens.reasoning());
        long plainInput = rest(tokens.input(), read, written);
        long plainOutput = rest(tokens.output(), reasoned, 0);
        if ((plainInput | read | written | plainOutput | reasoned) >= FEW_TOKENS) {
            return big(plainInput, read, written, plainOutput, reasoned);
        }
        long whole = plainInput * (input / MILLION)
                + read * (cacheRead / MILLION)
                + written * (cacheWrite / MILLION)
                + plainOutput * (output / MILLION)
                + reasoned * (reasoning / MILLION);
        long millionths = plainInput * (input % MILLION)
                + read * (cacheRead % MILLION)
                + written * (cacheWrite % MILLION)
                + plainOutput * (output % MILLION)
                + reasoned * (reasoning % MILLION);
        return whole + (millionths + MILLION - 1) / MILLION;
    }

    private long big(long plainInput, long read, long written, long plainOutput, long reasoned) {
        BigInteger sum = product(plainInput, input)
                .add(product(read, cacheRead))
                .add(product(written, cacheWrite))
                .add(product(plainOutput, output))
                .add(product(reasoned, reasoning));
        BigInteger[] parts = sum.divideAndRemainder(BigInteger.valueOf(MILLION));
        BigInteger cost = parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
        return cost.bitLength() > 63 ? Long.MAX_VALUE : cost.longValue();
    }

    private static BigInteger product(long tokens, long rate) {
        return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(rate));
    }

    private static long rest(long all, long one, long other) {
        // Each is at least 0 here, so the differences cannot overflow.
        return all <= one ? 0 : Math.max(0, all - one - other);
    }

    private static void check(long rate) {
        if (rate < 0 || rate > UsdPerMillion.MOST) {
            throw new IllegalArgumentException(
                    "a rate is 0 to " + UsdPerMillion.MOST + " nano-dollars per million tokens");
        }
    }
}
