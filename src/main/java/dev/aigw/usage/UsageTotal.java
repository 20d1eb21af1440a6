package dev.aigw.usage;

import dev.aigw.dialect.TokenUsage;
import java.util.List;

/**
 * The sum of one group of ledger rows.
 *
 * @param group the group's values, in the order of the query's {@code by}
 * @param requests that callers made
 * @param attempts at providers; more than requests where a fallback was tried
 * @param failed attempts that ended in an error, a time-out or unknown
 * @param costNanos nano-dollars that tenants are charged, of the attempts that have a price
 * @param listNanos what they come to by the providers' own prices
 * @param estimated attempts whose tokens are our guess
 * @param unpriced attempts whose model had no known price
 */
public record UsageTotal(
        List<String> group,
        long requests,
        long attempts,
        long failed,
        TokenUsage tokens,
        long costNanos,
        long listNanos,
        long estimated,
        long unpriced) {
    public UsageTotal {
        group = List.copyOf(group);
    }

    /** The sum of all. */
    public static UsageTotal sum(List<UsageTotal> totals) {
        UsageTotal sum = new UsageTotal(List.of(), 0, 0, 0, TokenUsage.NONE, 0, 0, 0, 0);
        for (UsageTotal total : totals) {
            sum = new UsageTotal(
                    List.of(),
                    sum.requests + total.requests,
                    sum.attempts + total.attempts,
                    sum.failed + total.failed,
                    sum(sum.tokens, total.tokens),
                    sum.costNanos + total.costNanos,
                    sum.listNanos + total.listNanos,
                    sum.estimated + total.estimated,
                    sum.unpriced + total.unpriced);
        }
        return sum;
    }

    private static TokenUsage sum(TokenUsage one, TokenUsage other) {
        return new TokenUsage(
                one.input() + other.input(),
                one.cacheRead() + other.cacheRead(),
                one.cacheWrite() + other.cacheWrite(),
                one.output() + other.output(),
                one.reasoning() + other.reasoning(),
                one.cacheWriteLong() + other.cacheWriteLong(),
                one.audioInput() + other.audioInput(),
                one.audioOutput() + other.audioOutput());
    }
}
