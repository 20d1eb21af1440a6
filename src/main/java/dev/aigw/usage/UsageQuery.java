package dev.aigw.usage;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which part of the ledger to add up, and into what groups.
 *
 * @param from the first instant that counts
 * @param to the first that no longer does
 * @param tenant its slug; absent means all
 * @param by one group per combination of these; empty means one sum of all
 */
public record UsageQuery(Instant from, Instant to, Optional<String> tenant, List<By> by) {
    public UsageQuery {
        by = List.copyOf(by);
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a report from " + from + " to " + to + " has no time in it");
        }
    }

    /** What totals can be grouped by. */
    public enum By {
        /** UTC days as {@code 2026-11-23}. */
        DAY("to_char(e.day, 'YYYY-MM-DD')"),
        TENANT("coalesce(t.slug, '#' || e.tenant_id)"),
        PROVIDER("e.provider"),
        MODEL("e.model"),
        USER("e.end_user"),
        FEATURE("e.feature"),
        /** The plugin that called. */
        CALLER("e.caller"),
        ROLE("e.role");

        private final String sql;

        By(String sql) {
            this.sql = sql;
        }

        String sql() {
            return sql;
        }

        /** As people write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
