package dev.aigw.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.aigw.config.ConfigLoader.Mode;
import dev.aigw.config.StatedPrice.Rates;
import dev.aigw.config.StatedPrice.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceSettingsTest {
    private static final long DOLLAR = 1_000_000_000;
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "OPENAI_API_KEY", "sk-1",
            "AIGW_POSTGRES_URL", "postgresql://db/aigw",
            "AIGW_REDIS_URL", "redis://cache",
            "AIGW_MASTER_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");

    @TempDir
    private Path dir;

    @Test
    void knowsNoPricesUnlessToldSome() throws IOException {
        assertThat(prices("lanes: 1")).isEmpty();
        assertThat(prices("routing: {prices: {}}")).isEmpty();
    }

    @Test
    void readsPricesInDollarsPerMillion() throws IOException {
        Map<String, StatedPrice> prices = prices("""
                routing:
                  prices:
                    openai/gpt-4o: {input: 2.25, output: 9}
                    claude-*:
                      input: 3
                      output: 15
                      cache-read: 0.3
                      cache-write: 3.75
                      cache-write-1h: 6
                      reasoning: 16
                      audio-input: 40
                      audio-output: 80
                      tiers: [{above: 200000, input: 6, output: 22.5}]
                    anthropic/claude-haiku*: {input: 0, output: 0, tiers: []}
                """);

        assertThat(prices).containsOnlyKeys("openai/gpt-4o", "claude-*", "anthropic/claude-haiku*");
        assertThat(prices.get("openai/gpt-4o"))
                .isEqualTo(new StatedPrice(rates(2_250_000_000L, 9 * DOLLAR), Optional.empty()));
        assertThat(prices.get("anthropic/claude-haiku*"))
                .isEqualTo(new StatedPrice(rates(0, 0), Optional.of(List.of())));
        assertThat(prices.get("claude-*"))
                .isEqualTo(new StatedPrice(
                        new Rates(
                                3 * DOLLAR,
                                15 * DOLLAR,
                                OptionalLong.of(300_000_000),
                                OptionalLong.of(3_750_000_000L),
                                OptionalLong.of(6 * DOLLAR),
                                OptionalLong.of(16 * DOLLAR),
                                OptionalLong.of(40 * DOLLAR),
                                OptionalLong.of(80 * DOLLAR)),
                        Optional.of(List.of(new Tier(200_000, rates(6 * DOLLAR, 22_500_000_000L))))));
    }

    @Test
    void tellsEverythingThatIsWrongAtOnceWithItsKeyAndLine() {
        assertThat(problems("""
                        routing:
                          prices:
                            opnai/gpt-4o: {input: 1, output: 2}
                            gpt-4o: {inptu: 1, output: 2}
                            gpt-5: {input: -1, output: 1e3}
                            gpt-*-mini: {input: 1, output: 2}
                            o1: 5
                            o3: {input: , output: 2}
                            o4: {input: 1, output: 2, tiers: [{above: 0, input: 1, output: 1}, {abov: 1, input: 1}]}
                            o5: {input: 1, output: 2, tiers: 7}
                            o6: {input: 1, output: 2, tiers: [{above: 9, input: 1, output: 1}, {above: 9, input: 1, output: 1}]}
                        """))
                .containsExactly(
                        "routing.prices.opnai/gpt-4o: names no provider; did you mean openai?"
                                + "; allowed: provider/model (aigw.yaml, line 3)",
                        "routing.prices.gpt-4o.inptu: is not a price; did you mean input?; allowed: audio-input,"
                                + " audio-output, cache-read, cache-write, cache-write-1h, input, output, reasoning, tiers"
                                + " (aigw.yaml, line 4)",
                        "routing.prices.gpt-4o.input: is missing" + usd(4),
                        "routing.prices.gpt-5.input: is wrong: a price is USD per million tokens with at most 9"
                                + " decimals, such as 0.15" + usd(5),
                        "routing.prices.gpt-5.output: is wrong: a price is USD per million tokens with at most 9"
                                + " decimals, such as 0.15" + usd(5),
                        "routing.prices.gpt-*-mini: is not the name of a model; allowed: a name, with * at its end if at"
                                + " all (aigw.yaml, line 6)",
                        "routing.prices.o1: is not a group of prices; allowed: {input: USD, output: USD}"
                                + " (aigw.yaml, line 7)",
                        "routing.prices.o3.input: is not a price" + usd(8),
                        "routing.prices.o4.tiers[0].above: is not a number of tokens; allowed: 1 or more"
                                + " (aigw.yaml, line 9)",
                        "routing.prices.o4.tiers[1].abov: is not a price; did you mean above?; allowed: above,"
                                + " audio-input, audio-output, cache-read, cache-write, cache-write-1h, input, output,"
                                + " reasoning (aigw.yaml, line 9)",
                        "routing.prices.o4.tiers[1].output: is missing" + usd(9),
                        "routing.prices.o4.tiers[1].above: is missing; allowed: 1 or more (aigw.yaml, line 9)",
                        "routing.prices.o5.tiers: is not a list; allowed: [{above: tokens, input: USD, output: USD}]"
                                + " (aigw.yaml, line 10)",
                        "routing.prices.o6.tiers[1].above: is not above the tier before it; allowed: tiers in their"
                                + " order (aigw.yaml, line 11)");
    }

    @Test
    void letsAModelBePricedAtAProviderThatIsNotThereNow() throws IOException {
        assertThat(prices("routing: {prices: {anthropic/claude-opus-4-5: {input: 1, output: 1}}}"))
                .containsOnlyKeys("anthropic/claude-opus-4-5");
    }

    @Test
    void takesNoPricesThatAreNotAMapping() {
        assertThat(problems("routing: {prices: [gpt-4o]}"))
                .singleElement()
                .asString()
                .startsWith("routing.prices: is not a list of models");
    }

    private static String usd(int line) {
        return "; allowed: USD per million tokens, such as 0.15; 0 is free (aigw.yaml, line " + line + ")";
    }

    private static Rates rates(long input, long output) {
        OptionalLong unsaid = OptionalLong.empty();
        return new Rates(input, output, unsaid, unsaid, unsaid, unsaid, unsaid, unsaid);
    }

    private Map<String, StatedPrice> prices(String yaml) throws IOException {
        return ConfigLoader.load(Mode.SERVE, sources(yaml)).config().routing().prices();
    }

    private List<String> problems(String yaml) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> prices(yaml));
        return refused.problems().stream()
                .map(problem -> problem.toString().replace(dir + "/", ""))
                .toList();
    }

    private Sources sources(String yaml) throws IOException {
        Path file = Files.writeString(dir.resolve("aigw.yaml"), yaml);
        return new Sources(Optional.of(file), Optional.empty(), ENVIRONMENT, Map.of());
    }
}
