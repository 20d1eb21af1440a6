package dev.aigw.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aigw.dialect.TokenUsage;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelTableTest {
    private static final ModelTable BUILT_IN = ModelTable.builtIn();

    @Test
    void readsEveryRowOfTheBuiltInTable() {
        assertThat(BUILT_IN.size()).isEqualTo(1_237);
    }

    @Test
    void pricesAPlainModelByHand() {
        Model mini = BUILT_IN.find("openai", "gpt-4o-mini").orElseThrow();

        // 1,000 - 400 input at 0.15, 400 cached at 0.075, 200 output at 0.60 USD per million.
        assertThat(mini.costNanos(new TokenUsage(1_000, 400, 0, 200, 0))).hasValue(600 * 150 + 400 * 75 + 200 * 600);
        assertThat(mini.contextTokens()).isEqualTo(128_000);
        assertThat(mini.maxOutputTokens()).isEqualTo(16_384);
        assertThat(mini.released()).isEqualTo("2024-07-18T00:00:00Z");
    }

    @Test
    void pricesCacheReadsAndWritesOfAnthropicByHand() {
        Model sonnet = BUILT_IN.find("anthropic", "claude-sonnet-4-5").orElseThrow();

        OptionalLong cost = sonnet.costNanos(new TokenUsage(1_000, 500, 300, 100, 0));

        assertThat(cost).hasValue(200 * 3_000 + 500 * 300 + 300 * 3_750 + 100 * 15_000);
    }

    @Test
    void pricesAnHourInTheCacheAtTwiceTheInputOfEveryModelOfAnthropic() {
        assertThat(BUILT_IN.of("anthropic").values()).hasSize(24).allSatisfy(model -> {
            long plain = model.costNanos(new TokenUsage(1_000, 0, 0, 0, 0)).orElseThrow();

            assertThat(model.costNanos(new TokenUsage(1_000, 0, 1_000, 0, 0, 1_000, 0, 0)))
                    .as(model.name())
                    .hasValue(2 * plain);
        });
    }

    @Test
    void neverPricesWhatAnthropicCachesBelowItsInput() {
        assertThat(BUILT_IN.of("anthropic").values()).allSatisfy(model -> {
            long plain = model.costNanos(new TokenUsage(1_000, 0, 0, 0, 0)).orElseThrow();

            assertThat(model.costNanos(new TokenUsage(1_000, 0, 1_000, 0, 0)).orElseThrow())
                    .as(model.name())
                    .isGreaterThan(plain);
        });
    }

    @Test
    void knowsNoCostOfSoundWhosePriceNobodyTold() {
        Model gemini = BUILT_IN.find("google", "gemini-2.5-flash").orElseThrow();

        assertThat(gemini.costNanos(new TokenUsage(100, 0, 0, 10, 0))).isPresent();
        assertThat(gemini.costNanos(new TokenUsage(100, 0, 0, 10, 0, 0, 40, 0))).isEmpty();
        assertThat(gemini.mostNanos(100, 10)).isPresent();
    }

    @Test
    void pricesSoundAndASecondTierOfAnOperatorsRow() {
        Model own = ModelTable.parse("""
                        provider,model,input,output,audio_input,audio_output,tier_above,tier_input,tier_output,tier2_above,tier2_input,tier2_output
                        openai,gpt-4o-audio-preview,2.5,10,40,80,,,,,,
                        alibaba,long,1,2,,,100,3,4,200,5,6
                        """)
                .find("openai", "gpt-4o-audio-preview-2025-06-03")
                .orElseThrow();

        assertThat(own.costNanos(new TokenUsage(100, 0, 0, 50, 0, 0, 60, 30)))
                .hasValue(1_000 * 60 * 40 + 40 * 2_500 + 1_000 * 30 * 80 + 20 * 10_000);
    }

    @Test
    void tellsMostOnlyWhereThereIsAPrice() {
        assertThat(BUILT_IN.find("openai", "gpt-4o-mini").orElseThrow().mostNanos(1_000, 100))
                .hasValue(1_000 * 150 + 100 * 600);
        assertThat(BUILT_IN.find("openai", "chatgpt-image-latest").orElseThrow().mostNanos(1, 1))
                .isEmpty();
    }

    @Test
    void pricesALongRequestByItsTier() {
        Model gemini = BUILT_IN.find("google", "gemini-2.5-pro").orElseThrow();

        OptionalLong cost = gemini.costNanos(new TokenUsage(300_000, 100_000, 0, 1_000, 500));

        assertThat(cost).hasValue(200_000L * 2_500 + 100_000L * 250 + 1_000 * 15_000);
    }

    @Test
    void pricesReasoningWhereItHasAPriceOfItsOwn() {
        Model sonar = BUILT_IN.find("perplexity", "sonar-deep-research").orElseThrow();

        assertThat(sonar.costNanos(new TokenUsage(10, 0, 0, 100, 60))).hasValue(10 * 2_000 + 40 * 8_000 + 60 * 3_000);
    }

    @Test
    void takesPlainInputForACachePriceThatWasNotPublished() {
        Model old = BUILT_IN.find("openai", "gpt-3.5-turbo").orElseThrow();

        assertThat(old.costNanos(new TokenUsage(100, 100, 0, 0, 0))).hasValue(100 * 500);
    }

    @Test
    void tellsFreeFromUnknown() {
        Model free = BUILT_IN.find("openrouter", "openai/gpt-oss-20b:free").orElseThrow();
        Model unpriced = BUILT_IN.find("openai", "chatgpt-image-latest").orElseThrow();

        assertThat(free.costNanos(new TokenUsage(100, 0, 0, 100, 0))).hasValue(0);
        assertThat(unpriced.costNanos(new TokenUsage(100, 0, 0, 100, 0))).isEmpty();
    }

    @Test
    void neverGivesCachedInputAwayWhereInputCosts() {
        String csv = Fixtures.text("/models.csv");

        assertThat(csv.lines().filter(line -> !line.startsWith("#")).skip(1).map(line -> line.split(",", -1)))
                .allSatisfy(cell -> assertThat(cell[5].isEmpty() || cell[5].equals("0") || !cell[7].equals("0"))
                        .as("%s/%s", cell[0], cell[1])
                        .isTrue());
    }

    @Test
    void findsADatedNameByItsModelAndKeepsTheName() {
        Model dated = BUILT_IN.find("openai", "gpt-4.1-mini-2025-04-14").orElseThrow();

        assertThat(dated.name()).isEqualTo("gpt-4.1-mini-2025-04-14");
        assertThat(dated.costNanos(new TokenUsage(1, 0, 0, 0, 0))).hasValue(400);
    }

    @Test
    void prefersADatedRowToItsModel() {
        Model first = BUILT_IN.find("openai", "gpt-4o-2024-05-13").orElseThrow();

        assertThat(first.costNanos(new TokenUsage(1, 0, 0, 0, 0))).hasValue(5_000);
    }

    @Test
    void neverTakesAnotherModelForADatedOne() {
        assertThat(BUILT_IN.find("openai", "gpt-4o-audio-preview")).isEmpty();
        assertThat(BUILT_IN.find("openai", "gpt-4o-audio-preview-2024-10-01")).isEmpty();
        assertThat(BUILT_IN.find("openai", "gpt-4o-mini-tts")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4o-2024-08-06, 2500",
        "openai, gpt-4o-2025-01-31, 2500",
        "openai, gpt-4o-2024-05-13, 5000",
        "openai, gpt-4o-mini-2024-07-18, 150",
        "anthropic, claude-sonnet-4-5-20250929, 3000",
        "anthropic, claude-opus-4-6-20260205, 5000",
        "anthropic, claude-sonnet-4-6@20260217, 3000",
        "azure, gpt-4o-2024-08-06, 2500",
        "amazon-bedrock, anthropic.claude-sonnet-4-6-20260217-v1:0, 3000",
        "amazon-bedrock, anthropic.claude-haiku-4-5-20251001-v1:0, 1000",
        "google-vertex, claude-sonnet-4-5@20250929, 3000"
    })
    void pricesADatedNameByTheRowThatIsNearest(String provider, String name, long nanosPerToken) {
        Model model = BUILT_IN.find(provider, name).orElseThrow();

        assertThat(model.costNanos(new TokenUsage(1, 0, 0, 0, 0))).hasValue(nanosPerToken);
    }

    @Test
    void takesLatestForTheNewestDatedRow() {
        Model latest = BUILT_IN.find("anthropic", "claude-3-5-sonnet-latest").orElseThrow();

        assertThat(latest.released()).isEqualTo("2024-10-22T00:00:00Z");
    }

    @Test
    void laysAnOperatorsRowsOverItsOwn(@TempDir Path dir) throws Exception {
        Path own = Files.writeString(dir.resolve("own.csv"), """
                provider,model,input,output
                openai,gpt-4o-mini,0.10,0.40
                local,llama,0,0
                """);

        ModelTable table = ModelTable.builtInWith(own);

        assertThat(table.size()).isEqualTo(1_238);
        assertThat(table.find("openai", "gpt-4o-mini").orElseThrow().costNanos(new TokenUsage(1, 0, 0, 1, 0)))
                .hasValue(500);
    }

    @Test
    void tellsWhichFileCannotBeRead(@TempDir Path dir) {
        assertThatThrownBy(() -> ModelTable.builtInWith(dir.resolve("none.csv")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("none.csv");
    }

    @Test
    void tellsEveryLineThatIsWrong() {
        String csv = """
                # prices
                provider,model,kind,input,output,cache_read,tier_above,tier_input,tier_output,released
                a,one,chat,1,2,,,,,2024-01-01
                a,one,chat,1,2,,,,,
                a,two,chat,1,,,,,,
                a,three,chat,1e3,2,,,,,
                a,four,talk,1,2,,,,,
                a,five,chat,1,2,,100,,,
                a,six,chat,1,2,,,,,yesterday
                a,seven,chat,1,2
                a,,chat,1,2,,,,,
                a,eight,chat,,,1,,,,
                """;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelTable.parse(csv))
                .withMessageContainingAll(
                        "line 4: a/one is there twice",
                        "line 5: input and output must both have a price",
                        "line 6: input: a price is USD per million",
                        "line 7: 'talk' is not a kind",
                        "line 8: a tier needs",
                        "line 9: released: 'yesterday'",
                        "line 10: has 5 cells, not 10",
                        "line 11: provider and model must be named",
                        "line 12: input and output must both");
    }

    @Test
    void tellsWhichAbilityIsWrong() {
        String csv = """
                provider,model,input_modalities,output_modalities,tool_call,structured_output,temperature,reasons
                a,one,text|smell,text,,,,
                a,two,text,text|text,,,,
                a,three,text|,text,,,,
                a,four,text,text,yes,,,
                a,five,text,text,,,,2
                a,six,text|image,text,1,0,,
                """;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelTable.parse(csv))
                .withMessageContainingAll(
                        "line 2: input_modalities: 'text|smell' is not a list of text",
                        "line 3: output_modalities: 'text|text'",
                        "line 4: input_modalities: 'text|'",
                        "line 5: tool_call: 'yes' is not 1, 0 or empty",
                        "line 6: reasons: '2'")
                .withMessageNotContaining("line 7");
    }

    @Test
    void knowsWhatModelsCanDo() {
        Model mini = BUILT_IN.find("openai", "gpt-4o-mini").orElseThrow();
        Model image = BUILT_IN.find("openai", "gpt-image-1-mini").orElseThrow();

        assertThat(mini.abilities().takes()).contains("text", "image");
        assertThat(mini.abilities().gives()).containsExactly("text");
        assertThat(mini.abilities().tools()).hasValue(true);
        assertThat(mini.as("local", "copy").abilities()).isEqualTo(mini.abilities());
        assertThat(image.kind()).isEqualTo(Model.Kind.IMAGE);
        assertThat(image.abilities().gives()).containsExactly("image");
        assertThat(ModelTable.parse("provider,model\na,one\n")
                        .find("a", "one")
                        .orElseThrow()
                        .abilities())
                .isEqualTo(Abilities.UNKNOWN);
    }

    @Test
    void saysWhichOfAnthropicsAnswerByASchema() {
        assertThat(BUILT_IN.of("anthropic").values())
                .filteredOn(model -> model.abilities().structured().orElseThrow())
                .extracting(Model::name)
                .contains("claude-haiku-4-5", "claude-opus-4-1")
                .doesNotContain("claude-3-haiku-20240307", "claude-opus-4-20250514");
    }

    @Test
    void refusesColumnsItDoesNotKnow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelTable.parse("provider,model,inptu\n"))
                .withMessageContaining("'inptu' is not a column");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelTable.parse("# nothing\n"))
                .withMessageContaining("no line that names the columns");
    }
}
