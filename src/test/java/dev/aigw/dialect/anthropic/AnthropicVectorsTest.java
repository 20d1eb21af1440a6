package dev.aigw.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aigw.dialect.AnswerStream;
import dev.aigw.dialect.Dialects;
import dev.aigw.dialect.Ending;
import dev.aigw.dialect.ProviderError;
import dev.aigw.dialect.TokenUsage;
import dev.aigw.dialect.Told;
import dev.aigw.dialect.Translation;
import dev.aigw.dialect.Translation.Answer;
import dev.aigw.dialect.Vectors;
import dev.aigw.dialect.Vectors.Exchange;
import dev.aigw.dialect.WireFormat;
import dev.aigw.dialect.json.Json;
import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.dialect.openai.HeadLimits;
import dev.aigw.error.GatewayError.InvalidRequest;
import dev.aigw.error.GatewayException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real answers of Anthropic, translated for callers of OpenAI's dialect. */
final class AnthropicVectorsTest {
    private static final Map<String, String> REASONS =
            Map.of("end_turn", "stop", "stop_sequence", "stop", "max_tokens", "length", "tool_use", "tool_calls");

    /** What a message says, put together from blocks the way a plain client of Anthropic does. */
    private static final class Message {
        final StringBuilder text = new StringBuilder();
        final StringBuilder reasoning = new StringBuilder();
        final Map<Integer, String> toolNames = new TreeMap<>();
        final Map<Integer, StringBuilder> toolInputs = new TreeMap<>();
        final ObjectNode usage = Json.mapper().createObjectNode();
        String stopReason = "";

        static Message whole(JsonNode message) {
            Message read = new Message();
            int index = 0;
            for (JsonNode block : message.path("content")) {
                read.block(index, block);
                if (block.path("type").asText().equals("tool_use")) {
                    read.toolInputs.put(
                            index, new StringBuilder(block.path("input").toString()));
                }
                index++;
            }
            read.stopReason = message.path("stop_reason").asText();
            read.usage.setAll((ObjectNode) message.path("usage"));
            return read;
        }

        static Message stream(String body) throws IOException {
            Message read = new Message();
            for (String line : body.lines().toList()) {
                if (line.startsWith("data:")) {
                    read.event(Json.mapper().readTree(line.substring(5)));
                }
            }
            return read;
        }

        private void event(JsonNode event) {
            int index = event.path("index").asInt();
            JsonNode delta = event.path("delta");
            text.append(delta.path("text").asText(""));
            reasoning.append(delta.path("thinking").asText(""));
            if (toolNames.containsKey(index)) {
                toolInputs
                        .computeIfAbsent(index, i -> new StringBuilder())
                        .append(delta.path("partial_json").asText(""));
            }
            if (event.has("content_block")) {
                block(index, event.get("content_block"));
            }
            if (delta.hasNonNull("stop_reason")) {
                stopReason = delta.get("stop_reason").asText();
            }
            for (JsonNode usageNow : new JsonNode[] {event.at("/message/usage"), event.path("usage")}) {
                if (usageNow instanceof ObjectNode object) {
                    usage.setAll(object);
                }
            }
        }

        private void block(int index, JsonNode block) {
            switch (block.path("type").asText()) {
                case "text" -> text.append(block.path("text").asText());
                case "thinking" -> reasoning.append(block.path("thinking").asText());
                case "tool_use" -> {
                    toolNames.put(index, block.path("name").asText());
                    toolInputs.put(index, new StringBuilder());
                }
                default -> {}
            }
        }

        TokenUsage tokens() {
            long read = usage.path("cache_read_input_tokens").asLong();
            long written = usage.path("cache_creation_input_tokens").asLong();
            return new TokenUsage(
                    usage.path("input_tokens").asLong() + read + written,
                    read,
                    written,
                    usage.path("output_tokens").asLong(),
                    usage.at("/output_tokens_details/thinking_tokens").asLong(),
                    usage.at("/cache_creation/ephemeral_1h_input_tokens").asLong(),
                    0,
                    0);
        }
    }

    @Test
    void translatesWholeAnswers() throws IOException {
        int count = 0;
        for (Exchange exchange : Vectors.read("anthropic", "/v1/messages")) {
            if (exchange.status() != 200
                    || exchange.streamed()
                    || exchange.path().contains("count_tokens")) {
                continue;
            }
            Message sent = Message.whole(Json.mapper().readTree(exchange.body()));

            Answer answer = call(false).answer(Buffer.buffer(exchange.body()));

            Told told = Told.whole(answer.completion().toString());
            same(exchange, sent, told);
            assertThat(answer.usage()).contains(sent.tokens());
            assertThat(told.lastUsage())
                    .isEqualTo(Json.mapper()
                            .readTree(answer.usageJson().orElseThrow().getBytes()));
            assertThat(told.lastUsage().path("prompt_tokens").asLong())
                    .isEqualTo(sent.tokens().input());
            count++;
        }
        assertThat(count).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 4_000, Integer.MAX_VALUE})
    void translatesStreamsHoweverTheyAreCut(int size) throws IOException {
        int count = 0;
        for (Exchange exchange : Vectors.read("anthropic", "/v1/messages")) {
            if (exchange.status() != 200 || !exchange.streamed()) {
                continue;
            }
            Message sent = Message.stream(exchange.body());
            AnswerStream stream = call(true).stream();
            Buffer out = Buffer.buffer();
            byte[] bytes = Buffer.buffer(exchange.body()).getBytes();
            for (int i = 0; i < bytes.length; i += Math.min(size, bytes.length - i)) {
                out.appendBuffer(stream.feed(
                        Buffer.buffer(Arrays.copyOfRange(bytes, i, i + Math.min(size, bytes.length - i)))));
            }
            out.appendBuffer(stream.finish(Ending.of(7)).orElseThrow());

            Told told = Told.stream(out.toString());

            same(exchange, sent, told);
            assertThat(told.done).isTrue();
            assertThat(stream.usage()).contains(sent.tokens());
            assertThat(told.usages).hasSize(1);
            assertThat(told.lastUsage().path("completion_tokens").asLong())
                    .isEqualTo(sent.tokens().output());
            assertThat(told.lastUsage().path("cost_usd").decimalValue()).isEqualByComparingTo("0.000000007");
            count++;
        }
        assertThat(count).isPositive();
    }

    private static void same(Exchange exchange, Message sent, Told told) throws IOException {
        assertThat(told.text.getOrDefault(0, "")).as("%s", exchange).isEqualTo(sent.text.toString());
        assertThat(told.reasoning.getOrDefault(0, "")).as("%s", exchange).isEqualTo(sent.reasoning.toString());
        assertThat(told.finishReasons).as("%s", exchange).containsEntry(0, REASONS.get(sent.stopReason));
        assertThat(told.toolCalls).as("%s", exchange).hasSameSizeAs(sent.toolNames.entrySet());
        int place = 0;
        for (Map.Entry<Integer, String> tool : sent.toolNames.entrySet()) {
            String call = told.toolCalls.getOrDefault("0/" + place++, "");
            String input = String.valueOf(sent.toolInputs.get(tool.getKey()));
            assertThat(call).as("%s", exchange).startsWith(tool.getValue() + ":");
            assertThat(Json.mapper().readTree(call.substring(tool.getValue().length() + 1)))
                    .as("%s", exchange)
                    .isEqualTo(Json.mapper().readTree(input.isEmpty() ? "{}" : input));
        }
    }

    @Test
    void understandsRecordedErrors() throws IOException {
        int count = 0;
        for (Exchange exchange : Vectors.read("anthropic", "/v1/messages")) {
            if (exchange.status() != 200) {
                ProviderError error = call(false).error(exchange.status(), Buffer.buffer(exchange.body()));

                assertThat(error.message())
                        .isEqualTo(Json.mapper()
                                .readTree(exchange.body())
                                .at("/error/message")
                                .asText());
                assertThat(error.kind())
                        .isEqualTo(
                                exchange.status() == 404
                                        ? ProviderError.Kind.UNKNOWN_MODEL
                                        : ProviderError.Kind.INVALID_REQUEST);
                count++;
            }
        }
        assertThat(count).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "groq", "deepseek", "mistral", "openrouter", "cerebras"})
    void translatesOrRefusesEveryRecordedRequest(String provider) throws IOException {
        int translated = 0;
        for (Exchange exchange : Vectors.read(provider, "chat/completions")) {
            ObjectNode request = exchange.request().deepCopy();
            request.remove("provider");
            JsonNode body;
            try {
                body = Json.mapper().readTree(call(request.toString()).body().getBytes());
            } catch (GatewayException e) {
                assertThat(e.error()).isInstanceOf(InvalidRequest.class);
                assertThat(((InvalidRequest) e.error()).field()).isPresent();
                continue;
            }
            translated++;
            assertThat(body.path("max_tokens").asLong()).isPositive();
            assertThat(body.path("tools")).hasSameSizeAs(request.path("tools"));
            String last = "";
            for (JsonNode message : body.path("messages")) {
                assertThat(message.path("role").asText()).isNotEqualTo(last);
                assertThat(message.path("content")).isNotEmpty();
                last = message.path("role").asText();
            }
            for (JsonNode message : request.path("messages")) {
                if (message.path("content").isTextual()
                        && !message.path("content").asText().isBlank()) {
                    assertThat(body.findValuesAsText("text"))
                            .contains(message.path("content").asText());
                }
            }
        }
        assertThat(translated).isPositive();
    }

    private static Translation call(boolean includeUsage) {
        return call("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream_options\":{\"include_usage\":"
                + includeUsage + "}}");
    }

    private static Translation call(String body) {
        ChatHead head = ChatHead.read(Buffer.buffer(body), HeadLimits.DEFAULT);
        return Dialects.translate(head, WireFormat.ANTHROPIC_MESSAGES, "claude-x", true, 100);
    }
}
