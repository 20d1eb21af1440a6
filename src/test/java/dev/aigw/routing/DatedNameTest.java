package dev.aigw.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatedNameTest {

    @ParameterizedTest
    @CsvSource({
        "gpt-4o-mini-2024-07-18, gpt-4o-mini",
        "claude-sonnet-4-5-20250929, claude-sonnet-4-5",
        "claude-3-5-sonnet@20240620, claude-3-5-sonnet",
        "gpt-4-0613, gpt-4",
        "mistral-large-2411, mistral-large",
        "gemini-2.0-flash-001, gemini-2.0-flash"
    })
    void cutsWhatLooksLikeADate(String name, String undated) {
        assertThat(DatedName.undated(name)).contains(undated);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-4o-audio-preview",
                "claude-opus-4-1",
                "gpt-4-32k",
                "gpt-5.1",
                "o1",
                "-0613",
                "model-99999999"
            })
    void keepsWhatDoesNot(String name) {
        assertThat(DatedName.undated(name)).isEmpty();
    }

    @Test
    void knowsLatest() {
        assertThat(DatedName.latest("claude-3-5-sonnet-latest")).contains("claude-3-5-sonnet");
        assertThat(DatedName.latest("-latest")).isEmpty();
    }
}
