package dev.aigw.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatedNameTest {
    private static final Set<String> KNOWN = Set.of(
            "gpt-4",
            "gpt-4o",
            "gpt-4o-2024-08-06",
            "gpt-4o-mini",
            "gpt-5",
            "o1",
            "claude-3-5-sonnet",
            "claude-opus-4",
            "claude-opus-4-1",
            "claude-sonnet-4-5",
            "anthropic.claude-sonnet-4-5",
            "anthropic.claude-opus-4-6",
            "openai.gpt-oss-20b",
            "mistral-large",
            "command-r",
            "gemini-2.0-flash",
            "gemini-2.5-pro",
            "gemini-2.5-pro-preview",
            "grok-4",
            "model");

    @ParameterizedTest
    @CsvSource({
        "gpt-4o-mini-2024-07-18, gpt-4o-mini",
        "gpt-4o-2024-11-20, gpt-4o",
        "gpt-4-0613, gpt-4",
        "gpt-4-1106, gpt-4",
        "o1-2024-12-17, o1",
        "claude-sonnet-4-5-20250929, claude-sonnet-4-5",
        "claude-opus-4-1-20250805, claude-opus-4-1",
        "claude-opus-4-20250514, claude-opus-4",
        "claude-3-5-sonnet@20240620, claude-3-5-sonnet",
        "claude-sonnet-4-5@default, claude-sonnet-4-5",
        "anthropic.claude-sonnet-4-5-20250929-v1:0, anthropic.claude-sonnet-4-5",
        "anthropic.claude-opus-4-6-v1, anthropic.claude-opus-4-6",
        "openai.gpt-oss-20b-1:0, ''",
        "openai.gpt-oss-20b-v1:0, openai.gpt-oss-20b",
        "gpt-4o-2024-08-06:0, gpt-4o-2024-08-06",
        "mistral-large-2411, mistral-large",
        "command-r-08-2024, command-r",
        "gemini-2.0-flash-001, gemini-2.0-flash",
        "gemini-2.5-pro-preview-05-06, gemini-2.5-pro-preview",
        "grok-4-0709, grok-4",
        "model-250115, model"
    })
    void findsTheLongestKnownNameThatTheRestDates(String name, String undated) {
        assertThat(DatedName.undated(name, KNOWN::contains).orElse("")).isEqualTo(undated);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-4o-audio-preview",
                "gpt-4o-audio-preview-2024-10-01",
                "gpt-4o-mini-tts",
                "gpt-4-turbo",
                "gpt-4-turbo-2024-04-09",
                "gpt-4-32k",
                "gpt-4-32k-0613",
                "gpt-4.1",
                "gpt-41",
                "gpt-5.1",
                "gpt-5-2",
                "gpt-5-pro",
                "gpt-5-codex-2025-09-15",
                "o1-mini",
                "o1-pro-2025-03-19",
                "claude-opus-4-2",
                "claude-opus-4-1-fast",
                "gemini-2.5-pro-preview-customtools",
                "gemini-2.5-pro-preview-tts",
                "gpt-4o",
                "-0613",
                "model-99999999",
                "model-8192",
                "model-20251301",
                "model-2024-08-06-ft",
                "model-70b",
                "model-",
                "model:free",
                "model-v2"
            })
    void takesNoModelForAnother(String name) {
        assertThat(DatedName.undated(name, KNOWN::contains)).isEmpty();
    }

    @Test
    void knowsWhichNamesAreDatedSpellingsOfAnother() {
        assertThat(DatedName.dates("gpt-4o-2024-08-06", "gpt-4o")).isTrue();
        assertThat(DatedName.dates("gpt-4o-mini-2024-07-18", "gpt-4o")).isFalse();
        assertThat(DatedName.dates("gpt-4o", "gpt-4o")).isFalse();
    }

    @Test
    void knowsLatest() {
        assertThat(DatedName.latest("claude-3-5-sonnet-latest")).contains("claude-3-5-sonnet");
        assertThat(DatedName.latest("-latest")).isEmpty();
    }
}
