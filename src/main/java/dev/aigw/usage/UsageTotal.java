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
 * @param costNanos nano-dollars, of the attempts that have a price
 * @param unpriced attempts whose model had no known price
 */
public record UsageTotal(
        List<String> group,
        long requests,
        long attempts,
        long failed,
        TokenUsage tokens,
        long costNanos,
        long unpriced) {
    public UsageTotal {
        group = List.copyOf(group);
    }
}
