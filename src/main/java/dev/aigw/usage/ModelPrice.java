package dev.aigw.usage;

import dev.aigw.dialect.TokenUsage;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a model costs: its rates, and those that hold instead for a whole request whose input is long, as all vendors that
 * publish such tiers bill them (OpenAI, Google, xAI, and Anthropic where it had them).
 *
 * <p>A model whose price is not known has no {@code ModelPrice}; one of rates 0 is free. The two are never the same.
 *
 * @param tiers in the order of their thresholds
 */
public record ModelPrice(TokenRates rates, List<Tier> tiers) {
    public ModelPrice {
        tiers = List.copyOf(tiers);
        long above = 0;
        for (Tier tier : tiers) {
            if (tier.aboveTokens() <= above) {
                throw new IllegalArgumentException("each tier begins above more tokens than the one before it");
            }
            above = tier.aboveTokens();
        }
    }

    public static ModelPrice of(TokenRates rates) {
        return new ModelPrice(rates, List.of());
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
        TokenRates holding = rates;
        for (int i = 0; i < tiers.size() && inputTokens > tiers.get(i).aboveTokens(); i++) {
            holding = tiers.get(i).rates();
        }
        return holding;
    }

    /**
     * What the tokens cost, in nano-dollars, rounded up once; empty when there are some of a kind whose price is unknown. See
     * {@link TokenRates#costNanos}.
     */
    public OptionalLong costNanos(TokenUsage tokens) {
        return ratesAt(tokens.input()).costNanos(tokens);
    }

    /**
     * The most that a request of text can cost with at most so much input and output, in nano-dollars: whatever becomes of its
     * tokens, every one is of the dearest kind, and the request in the dearest tier that it can reach. For reservations.
     */
    public long mostNanos(long inputTokens, long outputTokens) {
        TokenRates holding = rates;
        long most = 0;
        for (Tier tier : tiers) {
            if (inputTokens <= tier.aboveTokens()) {
                break;
            }
            most = Math.max(most, holding.mostNanos(tier.aboveTokens(), outputTokens));
            holding = tier.rates();
        }
        return Math.max(most, holding.mostNanos(inputTokens, outputTokens));
    }
}
