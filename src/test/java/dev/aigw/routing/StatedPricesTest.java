package dev.aigw.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.config.ProviderConfig;
import dev.aigw.config.ProviderConfig.Kind;
import dev.aigw.config.StatedPrice;
import dev.aigw.config.StatedPrice.Rates;
import dev.aigw.config.StatedPrice.Tier;
import dev.aigw.dialect.TokenUsage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatedPricesTest {
    private static final long DOLLAR = 1_000_000_000;
    private static final OptionalLong UNSAID = OptionalLong.empty();
    private static final ModelTable TABLE = ModelTable.builtIn();
    private static final List<ProviderConfig> PROVIDERS = List.of(
            Fixtures.provider("openai", Kind.OPENAI, "gpt-4o-mini", "*"),
            Fixtures.provider("anthropic", Kind.ANTHROPIC, "claude-haiku-4-5", "*"),
            Fixtures.provider("openrouter", Kind.OPENAI_COMPATIBLE, "openai/gpt-4o", "*"),
            Fixtures.provider("local", Kind.OPENAI_COMPATIBLE, "llama", "*"));
    private static final TokenUsage ONE_IN = new TokenUsage(1, 0, 0, 0, 0);

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4o, 1000",
        "openai, gpt-4o-2024-08-06, 1000",
        "openai, gpt-4o-2024-05-13, 4000",
        "openai, gpt-4o-2025-06-01, 1000",
        "openai, gpt-4o-mini, 2000",
        "openai, gpt-4o-mini-2024-07-18, 2000",
        "openai, gpt-4o-nano, 3000",
        "openai, gpt-4.1, 4000",
        "local, gpt-4.1, 5000",
        "local, gpt-4o, 6000",
        "local, gpt-4o-x, 6000",
        "local, other, 7000",
        "openrouter, openai/gpt-4o, 2500",
        "openrouter, openai/gpt-4.1-mini, 8000",
        "anthropic, claude-haiku-4-5, 1000",
        "anthropic, claude-sonnet-4-5-20250929, 9000"
    })
    void takesTheMostExactPriceThatFits(String provider, String model, long nanosPerToken) {
        Map<String, StatedPrice> stated = new LinkedHashMap<>();
        stated.put("openai/gpt-4o", price(1));
        stated.put("gpt-4o-mini", price(2));
        stated.put("openai/gpt-4o-n*", price(3));
        stated.put("openai/gpt-4*", price(4));
        stated.put("gpt-4*", price(5));
        stated.put("local/gpt-4o*", price(6));
        stated.put("local/*", price(7));
        stated.put("openrouter/openai/gpt-4.1-mini", price(8));
        stated.put("openai/gpt-*", price(9));
        stated.put("claude-sonnet-4-5", price(9));

        assertThat(find(stated, provider, model).costNanos(ONE_IN)).hasValue(nanosPerToken);
    }

    @Test
    void makesAModelFreeInAllItsKindsOnlyWhereThatIsSaid() {
        Model free = find(Map.of("anthropic/claude-*", price(0)), "anthropic", "claude-sonnet-4-5");
        Model unstated = find(Map.of(), "local", "llama");

        assertThat(free.costNanos(new TokenUsage(500_000, 9, 8, 9, 3, 4, 2, 2))).hasValue(0);
        assertThat(unstated.costNanos(ONE_IN)).isEmpty();
    }

    @Test
    void keepsWhatTheTableKnowsOfKindsThatAreLeftOut() {
        Model sonnet = find(Map.of("claude-sonnet-4-5", price(2)), "anthropic", "claude-sonnet-4-5");

        // 10 plain at 2, 20 read at 0.3, 30 written at 3.75, 40 for an hour at 6; 5 plain and 5 reasoned at 2 dollars.
        assertThat(sonnet.costNanos(new TokenUsage(100, 20, 70, 10, 5, 40, 0, 0)))
                .hasValue(10 * 2_000 + 20 * 300 + 30 * 3_750 + 40 * 6_000 + 10 * 2_000);
    }

    @Test
    void keepsTheTiersOfTheTableUnlessOthersAreStated() {
        StatedPrice flat = new StatedPrice(rates(1), Optional.of(List.of()));
        StatedPrice own = new StatedPrice(rates(1), Optional.of(List.of(new Tier(10, rates(7)))));
        TokenUsage longOne = new TokenUsage(272_001, 0, 0, 0, 0);

        assertThat(find(Map.of("gpt-5.4", price(1)), "openai", "gpt-5.4").costNanos(longOne))
                .hasValue(272_001L * 5_000);
        assertThat(find(Map.of("gpt-5.4", flat), "openai", "gpt-5.4").costNanos(longOne))
                .hasValue(272_001L * 1_000);
        assertThat(find(Map.of("gpt-5.4", own), "openai", "gpt-5.4").costNanos(longOne))
                .hasValue(272_001L * 7_000);
        assertThat(find(Map.of("gpt-5.4", price(0)), "openai", "gpt-5.4").costNanos(longOne))
                .hasValue(0);
    }

    @Test
    void pricesSoundOfAModelWhoseSoundHasAStatedPrice() {
        StatedPrice audio = new StatedPrice(
                new Rates(
                        DOLLAR,
                        DOLLAR,
                        UNSAID,
                        UNSAID,
                        UNSAID,
                        UNSAID,
                        OptionalLong.of(40 * DOLLAR),
                        OptionalLong.of(80 * DOLLAR)),
                Optional.empty());
        TokenUsage heard = new TokenUsage(10, 0, 0, 10, 0, 0, 5, 5);

        assertThat(find(Map.of("local/*", audio), "local", "ear").costNanos(heard))
                .hasValue(5 * 1_000 + 5 * 40_000 + 5 * 1_000 + 5 * 80_000);
        assertThat(find(Map.of("local/*", price(1)), "local", "ear").costNanos(heard))
                .isEmpty();
    }

    private static Model find(Map<String, StatedPrice> stated, String provider, String model) {
        return new ModelCatalogue(TABLE, new StatedPrices(stated), PROVIDERS)
                .find(provider, model)
                .orElseThrow();
    }

    private static StatedPrice price(long dollars) {
        return new StatedPrice(rates(dollars), Optional.empty());
    }

    private static Rates rates(long dollars) {
        return new Rates(dollars * DOLLAR, dollars * DOLLAR, UNSAID, UNSAID, UNSAID, UNSAID, UNSAID, UNSAID);
    }
}
