package dev.aigw.usage;

import java.time.Instant;
import java.util.List;

/**
 * The answer to a {@link UsageQuery}.
 *
 * @param source what was added up
 * @param from the first instant that counted; earlier than asked for where only whole days are left
 * @param to the first that did not; later than asked for where only whole days are left
 * @param groups ordered by the groups' values; none where nothing was used
 */
public record UsageTotals(Source source, Instant from, Instant to, List<UsageTotal> groups) {
    public UsageTotals {
        groups = List.copyOf(groups);
    }

    /** What a report is made of. */
    public enum Source {
        /** The sums of whole UTC days, which are kept for ever. */
        DAYS,
        /** Single rows, because the time asked for begins or ends within a day. */
        ROWS,
        /** The sums of whole days although parts of days were asked for: the rows are no longer there. */
        ROUNDED_DAYS;

        /** As programs read it. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
