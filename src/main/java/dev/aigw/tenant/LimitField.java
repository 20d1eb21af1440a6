package dev.aigw.tenant;

import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.function.Function;

/** A limit that a tenant can have, and any of its users, features, plugins and roles: where it is kept, how far it goes. */
public enum LimitField {
    REQUESTS_PER_MINUTE("rate_limit_rpm", "rpm", Bounds.REQUESTS),
    REQUESTS_PER_DAY("rate_limit_rpd", "rpd", Bounds.REQUESTS),
    TOKENS_PER_MINUTE("rate_limit_tpm", "tpm", Bounds.TOKENS),
    CONCURRENT("max_concurrent", "concurrent", Bounds.CONCURRENT),
    BUDGET_DAY("budget_day_usd", "budget_day_usd", Bounds.NANOS),
    BUDGET_MONTH("budget_month_usd", "budget_month_usd", Bounds.NANOS),
    BUDGET_TOTAL("budget_total_usd", "budget_total_usd", Bounds.NANOS);

    private static final int NANO_DIGITS = 9;

    private final String column;
    private final String subColumn;
    private final Bounds bounds;

    LimitField(String column, String subColumn, Bounds bounds) {
        this.column = column;
        this.subColumn = subColumn;
        this.bounds = bounds;
    }

    /** Its column in the table of tenants; also what a refusal calls it. */
    public String column() {
        return column;
    }

    /** Its column in the table of limits within a tenant's. */
    public String subColumn() {
        return subColumn;
    }

    /** Whether it is an amount of nano-dollars, kept as dollars. */
    public boolean isMoney() {
        return bounds == Bounds.NANOS;
    }

    /** Its value among the limits. */
    public OptionalLong of(Limits limits) {
        return switch (this) {
            case REQUESTS_PER_MINUTE -> limits.requestsPerMinute();
            case REQUESTS_PER_DAY -> limits.requestsPerDay();
            case TOKENS_PER_MINUTE -> limits.tokensPerMinute();
            case CONCURRENT -> limits.concurrent();
            case BUDGET_DAY -> limits.budget().dayNanos();
            case BUDGET_MONTH -> limits.budget().monthNanos();
            case BUDGET_TOTAL -> limits.budget().totalNanos();
        };
    }

    /** Whether a tenant as a whole cannot be without it. */
    boolean everyTenantHasIt() {
        return this == REQUESTS_PER_MINUTE || this == REQUESTS_PER_DAY;
    }

    /** Whether it can be so much. */
    public boolean allows(long value) {
        return value >= bounds.least && value <= bounds.most;
    }

    void check(OptionalLong value) {
        if (value.isPresent()) {
            TenantRules.check(allows(value.getAsLong()), column, bounds.words);
        }
    }

    /** A value as its column holds it. */
    Object kept(long value) {
        return isMoney() ? BigDecimal.valueOf(value, NANO_DIGITS) : Long.valueOf(value);
    }

    /** The value that a column holds. */
    long read(BigDecimal kept) {
        return (isMoney() ? kept.movePointRight(NANO_DIGITS) : kept).longValueExact();
    }

    /** All of them, each as it is found. */
    public static Limits limits(Function<LimitField, OptionalLong> value) {
        return new Limits(
                value.apply(REQUESTS_PER_MINUTE),
                value.apply(REQUESTS_PER_DAY),
                value.apply(TOKENS_PER_MINUTE),
                value.apply(CONCURRENT),
                new Tenant.Budget(value.apply(BUDGET_DAY), value.apply(BUDGET_MONTH), value.apply(BUDGET_TOTAL)));
    }

    private enum Bounds {
        REQUESTS(1, 1_000_000_000, "It is 1 to 1000000000 requests."),
        TOKENS(1, 1_000_000_000_000L, "It is 1 to 1000000000000 tokens."),
        CONCURRENT(1, 1_000_000, "It is 1 to 1000000 requests at once."),
        /** Redis reckons in doubles, which are exact up to 2^53. */
        NANOS(
                0,
                9_000_000_000_000_000L,
                "It is 0 (nothing may be spent) to 9000000 USD; beyond, what is spent could not be counted to the"
                        + " nano-dollar.");

        private final long least;
        private final long most;
        private final String words;

        Bounds(long least, long most, String words) {
            this.least = least;
            this.most = most;
            this.words = words;
        }
    }
}
