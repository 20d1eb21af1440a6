package dev.aigw.usage;

import dev.aigw.dialect.TokenUsage;
import java.util.Optional;

/**
 * What a model costs: its rates, and those that hold instead for a whole request whose input is long.
 *
 * <p>A model whose price is not known has no {@code ModelPrice}; one of rates 0 is free. The two are never the same.
 */
public record ModelPrice(TokenRates rates, Optional<Tier> tier) {

    public static ModelPrice of(TokenRates rates) {
        return new ModelPrice(rates, Optional.empty());
    }

    /**
     * Other rates for long requests.
     *
     * @param aboveTokens input, cached input included, beyond which {@code rates} price every token of the request
     */
    public record Tier(long aboveTokens, TokenRates rates) {
        public Tier {
            if (aboveTokens <= 0) {
                throw new IllegalArgumentException("a tier begins above a number of tokens that is more than 0");
            }
        }
    }

    /** The rates of a request with this much input. */
    public TokenRates ratesAt(long inputTokens) {
        return tier.isPresent() && inputTokens > tier.get().aboveTokens()
                ? tier.get().rates()
                : rates;
    }

    /** What the tokens cost, in nano-dollars, rounded up; see {@link TokenRates#costNanos}. */
    public long costNanos(TokenUsage tokens) {
        return ratesAt(tokens.input()).costNanos(tokens);
    }
}
