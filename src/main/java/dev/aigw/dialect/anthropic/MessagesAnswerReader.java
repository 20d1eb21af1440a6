package dev.aigw.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aigw.dialect.MalformedAnswer;
import dev.aigw.dialect.json.Json;
import dev.aigw.dialect.neutral.ChatAnswer;
import dev.aigw.dialect.neutral.FinishReason;
import dev.aigw.dialect.neutral.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a complete answer of Anthropic's messages. Blocks of tools that run at Anthropic are left out. */
public final class MessagesAnswerReader {
    private MessagesAnswerReader() {}

    /**
     * Reads a message.
     *
     * @throws MalformedAnswer when it is none
     */
    public static ChatAnswer read(byte[] bytes) {
        JsonNode message = tree(bytes, 0, bytes.length);
        if (message.path("type").asText().equals("error")) {
            throw new MalformedAnswer(AnthropicErrors.inAnswer(message));
        }
        if (!message.path("content").isArray() || !message.path("stop_reason").isTextual()) {
            throw new MalformedAnswer("no content or no stop reason in a message");
        }
        List<Part> parts = new ArrayList<>();
        for (JsonNode block : message.path("content")) {
            Part part = part(block);
            if (part != null) {
                parts.add(part);
            }
        }
        AnthropicUsage usage = new AnthropicUsage();
        usage.take(message.path("usage"));
        return new ChatAnswer(
                message.path("id").asText(),
                message.path("model").asText(),
                List.copyOf(parts),
                finishReason(message.path("stop_reason").asText()),
                usage.total());
    }

    static JsonNode tree(byte[] bytes, int from, int to) {
        try {
            JsonNode tree = Json.mapper().readTree(bytes, from, to - from);
            if (tree instanceof ObjectNode) {
                return tree;
            }
        } catch (IOException | IllegalStateException e) {
            throw new MalformedAnswer("not valid JSON");
        }
        throw new MalformedAnswer("not a JSON object");
    }

    private static @Nullable Part part(JsonNode block) {
        return switch (block.path("type").asText()) {
            case "text" -> new Part.Text(block.path("text").asText());
            case "thinking" -> new Part.Reasoning(block.path("thinking").asText());
            case "tool_use" ->
                new Part.ToolCall(
                        block.path("id").asText(),
                        block.path("name").asText(),
                        block.path("input") instanceof ObjectNode input
                                ? input
                                : Json.mapper().createObjectNode());
            default -> null;
        };
    }

    static FinishReason finishReason(String stopReason) {
        return switch (stopReason) {
            case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "refusal" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.STOP; // end_turn, stop_sequence, pause_turn, and what is yet to come
        };
    }
}
