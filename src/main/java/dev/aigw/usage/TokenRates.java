package dev.aigw.usage;

import dev.aigw.config.UsdPerMillion;
import dev.aigw.dialect.TokenUsage;
import java.math.BigInteger;
import java.util.OptionalLong;

/**
 * What each kind of token costs, in nano-dollars per million tokens.
 *
 * <p>The last three may be {@link #UNKNOWN}, because no price stands in for them: sound costs many times what text does, and
 * a long stay in a cache more than a short one. Tokens of such a kind make a cost unknown, never low. A model whose plain input
 * and output cost nothing is free in these kinds too, unless they have a price.
 *
 * @param input plain input
 * @param output plain output
 * @param cacheRead input that the provider had in its cache
 * @param cacheWrite input that the provider put into its cache for the usual time
 * @param reasoning output that was spent on reasoning
 * @param cacheWriteLong input that the provider put into its cache for an hour
 * @param audioInput input that is sound
 * @param audioOutput output that is sound
 */
public record TokenRates(
        long input,
        long output,
        long cacheRead,
        long cacheWrite,
        long reasoning,
        long cacheWriteLong,
        long audioInput,
        long audioOutput) {

    /** The rate of a kind of token whose price nobody has told. */
    public static final long UNKNOWN = -1;

    private static final long MILLION = 1_000_000;

    /**
     * Up to here nothing below can overflow: eight rates of at most 10^15 come to 10^9 whole nano-dollars per token each,
     * times 2^30 tokens 8.6 * 10^18, and the remainders stay far below what is left.
     */
    private static final long FEW_TOKENS = 1L << 30;

    public TokenRates {
        check(input);
        check(output);
        check(cacheRead);
        check(cacheWrite);
        check(reasoning);
        boolean free = input == 0 && output == 0;
        cacheWriteLong = orFree(cacheWriteLong, free);
        audioInput = orFree(audioInput, free);
        audioOutput = orFree(audioOutput, free);
    }

    /** Rates of text; what sound and a long stay in the cache cost is unknown. */
    public TokenRates(long input, long output, long cacheRead, long cacheWrite, long reasoning) {
        this(input, output, cacheRead, cacheWrite, reasoning, UNKNOWN, UNKNOWN, UNKNOWN);
    }

    /** Rates where a cache price and a reasoning price of their own were not published: plain input and output then. */
    public static TokenRates of(long input, long output) {
        return new TokenRates(input, output, input, input, output);
    }

    /**
     * What the tokens cost, in nano-dollars; empty when there are tokens of a kind whose price is unknown. The sum over all
     * kinds is exact and rounded once, at the end, up to the next nano-dollar: so nothing that has a price is free, and a tenant
     * is never charged less than the vendor charges, nor as much as one nano-dollar an attempt more. A cost beyond what a
     * {@code long} holds is {@link Long#MAX_VALUE}.
     */
    public OptionalLong costNanos(TokenUsage tokens) {
        // A provider whose parts exceed their whole is billed for the parts; nobody is ever paid back.
        long read = Math.max(0, tokens.cacheRead());
        long writtenLong = Math.max(0, tokens.cacheWriteLong());
        long written = rest(Math.max(0, tokens.cacheWrite()), writtenLong, 0, 0);
        long heard = Math.max(0, tokens.audioInput());
        long reasoned = Math.max(0, tokens.reasoning());
        long spoken = Math.max(0, tokens.audioOutput());
        if (unknown(writtenLong, cacheWriteLong) || unknown(heard, audioInput) || unknown(spoken, audioOutput)) {
            return OptionalLong.empty();
        }
        long allWritten = Math.max(writtenLong, tokens.cacheWrite());
        long plainInput = rest(tokens.input(), read, allWritten, heard);
        long plainOutput = rest(tokens.output(), reasoned, spoken, 0);
        long[] counts = {plainInput, read, written, writtenLong, heard, plainOutput, reasoned, spoken};
        long[] rates = {input, cacheRead, cacheWrite, cacheWriteLong, audioInput, output, reasoning, audioOutput};
        return OptionalLong.of(sum(counts, rates));
    }

    /**
     * The most that so many tokens of text can cost, however they fall into kinds that have a price; rounded like
     * {@link #costNanos}, and never less than it for tokens whose parts do not exceed their whole.
     */
    long mostNanos(long inputTokens, long outputTokens) {
        long dearestInput = Math.max(Math.max(input, cacheRead), Math.max(cacheWrite, cacheWriteLong));
        long dearestOutput = Math.max(output, reasoning);
        return sum(
                new long[] {Math.max(0, inputTokens), Math.max(0, outputTokens)},
                new long[] {dearestInput, dearestOutput});
    }

    private static long sum(long[] counts, long[] rates) {
        long whole = 0;
        long millionths = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] >= FEW_TOKENS) {
                return bigSum(counts, rates);
            }
            // An unknown rate is here only where there are no tokens of its kind.
            whole += counts[i] * (rates[i] / MILLION);
            millionths += counts[i] * (rates[i] % MILLION);
        }
        return whole + (millionths + MILLION - 1) / MILLION;
    }

    private static long bigSum(long[] counts, long[] rates) {
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < counts.length; i++) {
            sum = sum.add(BigInteger.valueOf(counts[i]).multiply(BigInteger.valueOf(rates[i])));
        }
        BigInteger[] parts = sum.divideAndRemainder(BigInteger.valueOf(MILLION));
        BigInteger cost = parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
        return cost.bitLength() > 63 ? Long.MAX_VALUE : cost.longValue();
    }

    /** What of a whole is none of its parts. */
    private static long rest(long all, long one, long other, long third) {
        long left = all;
        for (long part : new long[] {one, other, third}) {
            // Each part is at least 0 here, so the difference cannot overflow.
            left = left <= part ? 0 : left - part;
        }
        return left;
    }

    private static boolean unknown(long tokens, long rate) {
        return tokens > 0 && rate == UNKNOWN;
    }

    private static long orFree(long rate, boolean free) {
        if (rate == UNKNOWN) {
            return free ? 0 : UNKNOWN;
        }
        check(rate);
        return rate;
    }

    private static void check(long rate) {
        if (rate < 0 || rate > UsdPerMillion.MOST) {
            throw new IllegalArgumentException(
                    "a rate is 0 to " + UsdPerMillion.MOST + " nano-dollars per million tokens");
        }
    }
}
