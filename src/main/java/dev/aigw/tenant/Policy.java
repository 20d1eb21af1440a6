package dev.aigw.tenant;

import java.util.OptionalLong;

/**
 * What holds for a tenant where its limits leave a choice.
 *
 * @param defaultOutput ceiling on output tokens for a request that names none, of a model whose own is not known
 * @param maxOutput ceiling on output tokens that no request goes beyond
 * @param priceFactorPpm what the tenant is charged of the provider's price, in parts per million: {@link #LIST_PRICE} for
 *     all of it, more with a mark-up, less with a discount
 */
public record Policy(
        OptionalLong defaultOutput,
        OptionalLong maxOutput,
        UnknownPrice unknownPrice,
        LimiterLoss limiterLoss,
        long priceFactorPpm) {

    public static final long LIST_PRICE = 1_000_000;

    public static final Policy DEFAULT =
            new Policy(OptionalLong.empty(), OptionalLong.empty(), UnknownPrice.AUTO, LimiterLoss.SHARE, LIST_PRICE);

    /** What becomes of a request for a model whose price is not known. */
    public enum UnknownPrice {
        /** Refused where a budget holds for the request, which it could not be held to; else flagged. */
        AUTO,
        /** Served; its cost is told as unknown, never as 0. */
        FLAG,
        REFUSE;

        /** As the database and the command line write it. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** What becomes of requests while Redis does not answer. */
    public enum LimiterLoss {
        /** Each process keeps its share of every limit by itself, and says so in a header. */
        SHARE,
        /** 503. */
        REFUSE;

        /** As the database and the command line write it. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
