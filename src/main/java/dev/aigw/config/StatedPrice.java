package dev.aigw.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an operator says that a model costs, which holds over what is known of it otherwise.
 *
 * @param rates of a request of ordinary length
 * @param tiers of longer ones, in the order of their thresholds; empty when nothing was said of tiers
 */
public record StatedPrice(Rates rates, Optional<List<Tier>> tiers) {
    public StatedPrice {
        tiers = tiers.map(List::copyOf);
    }

    /**
     * Prices in nano-dollars per million tokens; what was not said is empty.
     *
     * @param cacheWriteLong of input that stays in the cache for an hour
     */
    public record Rates(
            long input,
            long output,
            OptionalLong cacheRead,
            OptionalLong cacheWrite,
            OptionalLong cacheWriteLong,
            OptionalLong reasoning,
            OptionalLong audioInput,
            OptionalLong audioOutput) {}

    /** Prices of a whole request whose input is above so many tokens. */
    public record Tier(long aboveTokens, Rates rates) {}
}
