package dev.aigw.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aigw.dialect.AnswerStream;
import dev.aigw.dialect.Ending;
import dev.aigw.dialect.ProviderError;
import dev.aigw.dialect.TokenUsage;
import dev.aigw.dialect.Told;
import dev.aigw.dialect.Translation.Answer;
import dev.aigw.dialect.Vectors;
import dev.aigw.dialect.Vectors.Exchange;
import dev.aigw.dialect.json.Json;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real answers of OpenAI and of servers that follow it, passed through. */
final class PassThroughVectorsTest {

    @ParameterizedTest
    @ValueSource(strings = {"openai", "groq", "deepseek", "mistral", "openrouter", "cerebras", "huggingface", "google"})
    void passesWholeAnswersThroughAndReadsTheirUsage(String provider) throws IOException {
        int count = 0;
        for (Exchange exchange : Vectors.read(provider, "chat/completions")) {
            if (exchange.status() != 200 || exchange.streamed()) {
                continue;
            }
            Buffer body = Buffer.buffer(exchange.body());
            JsonNode tree = Json.mapper().readTree(exchange.body());

            Answer answer = call().answer(body);

            assertThat(answer.completion()).isSameAs(body);
            assertThat(answer.usage()).as("%s", exchange).contains(expected(tree.path("usage")));
            assertThat(Json.mapper().readTree(answer.usageJson().orElseThrow().getBytes()))
                    .isEqualTo(tree.get("usage"));
            count++;
        }
        assertThat(count).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "groq", "mistral", "openrouter", "huggingface"})
    void passesStreamsThroughHoweverTheyAreCut(String provider) throws IOException {
        int count = 0;
        for (Exchange exchange : Vectors.read(provider, "chat/completions")) {
            if (exchange.status() == 200 && exchange.streamed()) {
                for (int size : new int[] {1, 7, 100, 1_000, Integer.MAX_VALUE}) {
                    passesThrough(exchange, size, false);
                    passesThrough(exchange, size, true);
                }
                count++;
            }
        }
        assertThat(count).isPositive();
    }

    private static void passesThrough(Exchange exchange, int size, boolean includeUsage) throws IOException {
        Told sent = Told.stream(exchange.body());
        AnswerStream stream = new PassThroughStream(includeUsage, false, 1 << 20);
        Buffer out = Buffer.buffer();
        byte[] bytes = Buffer.buffer(exchange.body()).getBytes();
        for (int i = 0; i < bytes.length; i += Math.min(size, bytes.length - i)) {
            out.appendBuffer(stream.feed(
                    Buffer.buffer(Arrays.copyOfRange(bytes, i, i + Math.min(size, bytes.length - i)))));
        }
        Optional<TokenUsage> usage = stream.usage();
        Optional<Buffer> end = stream.finish(Ending.of(1_000_000));
        end.ifPresent(out::appendBuffer);

        Told told = Told.stream(out.toString());

        assertThat(end.isPresent()).as("%s", exchange).isEqualTo(sent.errors.isEmpty());
        assertThat(stream.error().isPresent()).isEqualTo(!sent.errors.isEmpty());
        assertThat(told.errors).isEmpty();
        assertThat(told.done).isEqualTo(sent.errors.isEmpty());
        if (!sent.errors.isEmpty()) {
            return;
        }
        assertThat(told.text).as("%s", exchange).isEqualTo(sent.text);
        assertThat(told.toolCalls).isEqualTo(sent.toolCalls);
        assertThat(told.finishReasons).isEqualTo(sent.finishReasons);
        if (!sent.usages.isEmpty()) {
            assertThat(usage).contains(expected(sent.lastUsage()));
        }
        if (includeUsage && !sent.usages.isEmpty()) {
            ObjectNode withCost = sent.lastUsage().deepCopy();
            withCost.set("cost_usd", Json.mapper().readTree("0.001"));
            assertThat(told.usages).singleElement().isEqualTo(withCost);
        }
        assertThat(stream.characters()).isGreaterThanOrEqualTo(letters(sent));
    }

    private static long letters(Told told) {
        long letters = told.text.values().stream()
                .mapToLong(t -> t.codePointCount(0, t.length()))
                .sum();
        return letters
                + told.toolCalls.values().stream()
                        .mapToLong(call -> call.length() - call.indexOf(':') - 1)
                        .sum();
    }

    /** Written anew from the providers' pages, not from the code under test. */
    private static TokenUsage expected(JsonNode usage) {
        long input = usage.path("prompt_tokens").asLong();
        long output = usage.path("completion_tokens").asLong();
        long beyond = Math.max(0, usage.path("total_tokens").asLong() - input - output);
        long cached = Math.max(
                usage.path("prompt_tokens_details").path("cached_tokens").asLong(),
                Math.max(
                        usage.path("cached_tokens").asLong(),
                        usage.path("num_cached_tokens").asLong()));
        long reasoning =
                usage.path("completion_tokens_details").path("reasoning_tokens").asLong();
        long written =
                usage.path("prompt_tokens_details").path("cache_write_tokens").asLong();
        return new TokenUsage(
                input,
                cached,
                written,
                output + beyond,
                Math.max(reasoning, beyond),
                0,
                usage.at("/prompt_tokens_details/audio_tokens").asLong(),
                usage.at("/completion_tokens_details/audio_tokens").asLong());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "groq"})
    void understandsRecordedErrors(String provider) throws IOException {
        for (Exchange exchange : Vectors.read(provider, "chat/completions")) {
            if (exchange.status() != 200) {
                ProviderError error = call().error(exchange.status(), Buffer.buffer(exchange.body()));

                assertThat(error.kind())
                        .isEqualTo(
                                exchange.status() == 404
                                        ? ProviderError.Kind.UNKNOWN_MODEL
                                        : ProviderError.Kind.INVALID_REQUEST);
                assertThat(error.message())
                        .isEqualTo(Json.mapper()
                                .readTree(exchange.body())
                                .at("/error/message")
                                .asText()
                                .replaceAll("\\s+", " "));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "groq", "deepseek", "mistral", "openrouter", "cerebras", "huggingface", "google"})
    void readsEveryRecordedRequestAndKeepsIt(String provider) throws IOException {
        for (Exchange exchange : Vectors.read(provider, "chat/completions")) {
            if (!exchange.request().isObject() || exchange.request().has("provider")) {
                continue; // OpenRouter's own field of the name of ours
            }
            ChatHead head = head(exchange);
            ObjectNode expected = exchange.request().deepCopy();
            expected.put("model", "other").put("stream", true);
            expected.withObject("/stream_options").put("include_usage", true);

            Buffer upstream = head.forUpstream("other", true);

            assertThat(head.model()).contains(exchange.request().path("model").asText());
            assertThat(head.hasTools()).isEqualTo(exchange.request().has("tools"));
            assertThat(head.promptCharacters()).isPositive();
            assertThat(Json.mapper().readTree(upstream.getBytes()))
                    .as("%s", exchange)
                    .isEqualTo(Json.mapper().readTree(expected.toString()));
        }
    }

    private static ChatHead head(Exchange exchange) {
        return ChatHead.read(Buffer.buffer(exchange.request().toString()), HeadLimits.DEFAULT);
    }

    private static PassThrough call() {
        String request = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        return new PassThrough(ChatHead.read(Buffer.buffer(request), HeadLimits.DEFAULT), "m", false);
    }
}
