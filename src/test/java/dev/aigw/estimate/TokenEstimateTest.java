package dev.aigw.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.routing.Abilities;
import dev.aigw.routing.Model;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TokenEstimateTest {
    private static final Model GPT_4 = Requests.model("openai", "gpt-4");
    private static final Model GPT_4O = Requests.model("openai", "gpt-4o-2024-08-06");
    private static final Model GPT_5 = Requests.model("openai", "gpt-5");
    private static final Model CLAUDE = Requests.model("anthropic", "claude-sonnet-4-5");

    /** The conversation and the counts that OpenAI's cookbook prints. */
    private static final String JARGON = """
            {"messages":[
              {"role":"system","content":"You are a helpful, pattern-following assistant that translates corporate jargon into plain English."},
              {"role":"system","name":"example_user","content":"New synergies will help drive top-line growth."},
              {"role":"system","name":"example_assistant","content":"Things working well together will increase revenue."},
              {"role":"system","name":"example_user","content":"Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage."},
              {"role":"system","name":"example_assistant","content":"Let's talk later when we're less busy about how to do better."},
              {"role":"user","content":"This late pivot means we don't have time to boil the ocean for the client deliverable."}]}""";

    @Test
    void countsAsOpenAiDoes() {
        ChatHead jargon = Requests.read(JARGON);

        assertThat(TokenEstimate.input(jargon, GPT_4)).isEqualTo(129);
        assertThat(TokenEstimate.input(jargon, GPT_4O)).isEqualTo(124);
    }

    @Test
    void readsEscapesBeforeItCounts() {
        long plain = TokenEstimate.input(Requests.saying("Grüße, 世界 / \uD83D\uDE00"), GPT_4O);

        long escaped =
                TokenEstimate.input(Requests.saying("Gr\\u00fc\\u00dfe, \\u4e16\\u754c \\/ \\ud83d\\ude00"), GPT_4O);

        assertThat(escaped).isEqualTo(plain);
    }

    @Test
    void takesTheNameOfASpecialTokenForText() {
        assertThat(TokenEstimate.input(Requests.saying("<|endoftext|>"), GPT_4O))
                .isGreaterThan(10);
    }

    @Test
    void countsTheSameInPartsAsInOneString() {
        long whole = TokenEstimate.input(Requests.saying("one two three"), GPT_4O);

        long parts = TokenEstimate.input(
                Requests.withPart("{\"type\":\"text\",\"text\":\"one two\"},{\"text\":\" three\",\"type\":\"text\"}"),
                GPT_4O);

        assertThat(parts).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-3.5-turbo, OPENAI_CL100K",
        "azure, gpt-35-turbo-16k, OPENAI_CL100K",
        "openai, gpt-4, OPENAI_CL100K",
        "openai, gpt-4-turbo, OPENAI_CL100K",
        "openai, gpt-4o-mini, OPENAI_O200K",
        "openai, gpt-4.1-nano, OPENAI_O200K",
        "openrouter, openai/gpt-4.1, OPENAI_O200K",
        "openai, ft:gpt-4o-mini-2024-07-18:acme::x, OPENAI_O200K",
        "openai, chatgpt-4o-latest, OPENAI_O200K",
        "openai, o1, OPENAI_O200K",
        "openai, o3-mini, OPENAI",
        "openai, o4-mini, OPENAI",
        "openai, gpt-5.4-pro, OPENAI",
        "openai, gpt-7, OPENAI",
        "azure, our-own-deployment, OPENAI",
        "groq, openai/gpt-oss-120b, GPT_OSS",
        "anthropic, claude-opus-4-8, ANTHROPIC",
        "bedrock, us.anthropic.claude-3-haiku, ANTHROPIC",
        "google, Gemini-2.5-pro, GOOGLE",
        "ollama, olmo, OTHER",
        "ollama, llama3, OTHER"
    })
    void tellsTheVendorByTheName(String provider, String name, Vendor vendor) {
        assertThat(Vendor.of(Requests.model(provider, name))).isEqualTo(vendor);
    }

    @Test
    void estimatesOtherVendorsByBytes() {
        String english = "a".repeat(35);
        String chinese = "\u4e16".repeat(10);

        assertThat(Tokenizer.BY_BYTES.count(english)).isEqualTo(10);
        assertThat(Tokenizer.BY_BYTES.count(chinese)).isEqualTo(15);
        assertThat(Tokenizer.BY_BYTES.count("\uD83D\uDE00")).isEqualTo(2);
        assertThat(TokenEstimate.input(Requests.saying(english), CLAUDE)).isEqualTo(10 + 4 + 30);
    }

    @Test
    void countsToolsAndCallsAndSchemas() {
        String tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"now\",\"parameters\":{}}}]";
        String message = "{\"role\":\"user\",\"content\":\"hello\"}";
        String call = "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\","
                + "\"function\":{\"name\":\"now\",\"arguments\":\"{\\\"zone\\\":\\\"UTC\\\"}\"}}]}";
        long plain = TokenEstimate.input(Requests.read("{\"messages\":[" + message + "]}"), GPT_5);

        long withTools = TokenEstimate.input(Requests.read("{" + tools + ",\"messages\":[" + message + "]}"), GPT_5);
        long withCall = TokenEstimate.input(Requests.read("{\"messages\":[" + message + "," + call + "]}"), GPT_5);
        long withSchema = TokenEstimate.input(
                Requests.read(
                        "{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\"}},\"messages\":["
                                + message + "]}"),
                GPT_5);

        assertThat(withTools).isGreaterThan(plain + 96 + 10);
        assertThat(withCall).isGreaterThan(plain + 4 + 15 + 5);
        assertThat(withSchema).isGreaterThan(plain + 10);
    }

    @Test
    void countsNoToolsWhereThereAreNone() {
        assertThat(TokenEstimate.input(
                        Requests.read("{\"tools\":[],\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"),
                        GPT_4O))
                .isLessThan(10);
    }

    @Test
    void boundsAnImageThatIsOnlyAnUrl() {
        ChatHead image =
                Requests.withPart("{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://example.org/a.png\"}}");
        ChatHead low = Requests.withPart(
                "{\"type\":\"image_url\",\"image_url\":{\"detail\":\"low\",\"url\":\"https://example.org/a.png\"}}");

        assertThat(TokenEstimate.input(image, GPT_4O)).isEqualTo(85 + 8 * 170 + 7);
        assertThat(TokenEstimate.input(low, GPT_4O)).isEqualTo(85 + 7);
        assertThat(TokenEstimate.input(image, CLAUDE)).isEqualTo(1600 + 4 + 30);
    }

    @Test
    void estimatesFilesAndRecordingsByLengthUpToTheContext() {
        Model small = new Model(
                "openai", "gpt-4o", Model.Kind.CHAT, 1000, 0, Optional.empty(), Instant.EPOCH, Abilities.UNKNOWN);
        String data = "A".repeat(8000);
        ChatHead pdf = Requests.withPart(
                "{\"type\":\"file\",\"file\":{\"file_data\":\"data:application/pdf;base64," + data + "\"}}");
        ChatHead text = Requests.withPart(
                "{\"type\":\"file\",\"file\":{\"file_data\":\"data:text/plain;base64," + data + "\"}}");
        ChatHead known = Requests.withPart("{\"type\":\"file\",\"file\":{\"file_id\":\"file-1\"}}");
        ChatHead audio = Requests.withPart(
                "{\"type\":\"input_audio\",\"input_audio\":{\"format\":\"mp3\",\"data\":\"" + data + "\"}}");

        assertThat(TokenEstimate.input(pdf, GPT_4O)).isBetween(1000L, 1020L);
        assertThat(TokenEstimate.input(text, GPT_4O)).isBetween(2000L, 2020L);
        assertThat(TokenEstimate.input(text, small)).isEqualTo(1000 + 7);
        assertThat(TokenEstimate.input(known, GPT_4O)).isEqualTo(20_000 + 7);
        assertThat(TokenEstimate.input(audio, GPT_4O)).isEqualTo(50 + 7);
    }

    @Test
    void estimatesAnAnswerByItsLength() {
        assertThat(TokenEstimate.output(GPT_4O, 0)).isZero();
        assertThat(TokenEstimate.output(GPT_4O, 9)).isEqualTo(3);
        assertThat(TokenEstimate.output(CLAUDE, 7)).isEqualTo(2);
        assertThat(TokenEstimate.output(GPT_4O, "hello world")).isEqualTo(2);
        assertThat(TokenEstimate.output(GPT_4O, "hello world, ".repeat(10_000))).isBetween(29_000L, 32_000L);
    }
}
