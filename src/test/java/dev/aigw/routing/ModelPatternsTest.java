package dev.aigw.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelPatternsTest {

    @Test
    void allowsEverythingWhenNothingIsSaid() {
        assertThat(ModelPatterns.allows(List.of(), "openai", "gpt-4o")).isTrue();
    }

    @Test
    void allowsWhatAnyOfThePatternsAllows() {
        assertThat(ModelPatterns.allows(List.of("claude-*", "gpt-4o"), "openai", "gpt-4o"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "*, groq, openai/gpt-oss-120b, true",
        "gpt-4o, openai, gpt-4o, true",
        "gpt-4o, azure, gpt-4o, true",
        "gpt-4o, openai, gpt-4o-mini, false",
        "gpt-4o*, openai, gpt-4o-mini, true",
        "gpt-4o-mini, openai, gpt-4o, false",
        "openai/*, openai, gpt-4o, true",
        "openai/gpt-4o, openai, gpt-4o, true",
        "openai/gpt-4o, azure, gpt-4o, false",
        "openai/*, groq, openai/gpt-oss-120b, false",
        "groq/openai/*, groq, openai/gpt-oss-120b, true",
        "open/*, openai, gpt-4o, false",
        "openai/, openai, gpt-4o, false",
        "gpt*o, openai, gpt-4o, false",
        "GPT-4o, openai, gpt-4o, false"
    })
    void comparesModelOrProviderAndModel(String pattern, String provider, String model, boolean allowed) {
        assertThat(ModelPatterns.allows(List.of(pattern), provider, model)).isEqualTo(allowed);
    }
}
