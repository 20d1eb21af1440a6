package dev.aigw.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.dialect.openai.Prompt;
import dev.aigw.routing.Model;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ImageRuleTest {
    @ParameterizedTest
    @CsvSource({
        // the examples of OpenAI's page
        "openai, gpt-4o, 1024, 1024, IMAGE_HIGH, 765",
        "openai, gpt-4o, 2048, 4096, IMAGE_HIGH, 1105",
        "openai, gpt-4o, 4096, 8192, IMAGE_LOW, 85",
        "openai, gpt-4.1, 1024, 1024, IMAGE, 765",
        "openai, gpt-4o-mini, 512, 512, IMAGE, 8500",
        "openai, gpt-4.1-mini, 1024, 1024, IMAGE, 1659",
        "openai, gpt-4.1-nano, 540, 360, IMAGE, 502", // billed in the recorded traffic
        "openai, o4-mini-2025-04-16, 1024, 1024, IMAGE, 1762",
        "openai, gpt-4.1-mini, 4000, 1474, IMAGE, 2489",
        "openai, gpt-5, 512, 512, IMAGE, 210",
        "openai, gpt-5-2025-08-07, 512, 512, IMAGE, 210",
        "openai, gpt-5-mini, 1024, 1024, IMAGE, 1659",
        "openai, o1, 512, 512, IMAGE, 225",
        "openai, gpt-5.5, 8000, 8000, IMAGE_HIGH, 3000",
        "openai, gpt-5.5, 8000, 8000, IMAGE, 12000",
        // Anthropic's table
        "anthropic, claude-sonnet-4-5, 1000, 1000, IMAGE, 1296",
        "anthropic, claude-3-haiku-20240307, 8000, 8000, IMAGE, 1600",
        "anthropic, claude-sonnet-4-20250514, 8000, 8000, IMAGE, 1600",
        "openrouter, anthropic/claude-opus-4.7, 8000, 8000, IMAGE, 4784",
        "anthropic, claude-opus-5, 8000, 8000, IMAGE, 4784",
        "google, gemini-2.5-flash, 3000, 3000, IMAGE, 4128",
        "ollama, llava, 280, 280, IMAGE, 100"
    })
    void followsWhatIsPublished(String provider, String name, int width, int height, Prompt.Kind detail, long tokens) {
        Model model = Requests.model(provider, name);

        ImageRule rule = ImageRule.of(model, Vendor.of(model));

        assertThat(rule.tokens(Optional.of(new ImageSize(width, height)), detail))
                .isEqualTo(tokens);
    }

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4o, 1445",
        "openai, gpt-4o-mini, 48169",
        "openai, gpt-4.1-mini, 2489",
        "openai, gpt-5.4, 12000",
        "anthropic, claude-sonnet-4-5, 1600",
        "anthropic, claude-opus-4-8, 4784",
        "google, gemini-3-pro, 2240",
        "ollama, llava, 4784"
    })
    void boundsWhatHasNoSize(String provider, String name, long tokens) {
        Model model = Requests.model(provider, name);

        ImageRule rule = ImageRule.of(model, Vendor.of(model));

        assertThat(rule.tokens(Optional.empty(), Prompt.Kind.IMAGE)).isEqualTo(tokens);
    }
}
