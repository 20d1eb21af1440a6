package dev.aigw.dialect.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aigw.dialect.MalformedAnswer;
import dev.aigw.dialect.Translation.Answer;
import dev.aigw.dialect.json.Json;
import dev.aigw.dialect.neutral.ChatAnswer;
import dev.aigw.dialect.neutral.FinishReason;
import dev.aigw.dialect.neutral.Part;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Writes a complete answer as a chat completion: texts joined, reasoning as {@code reasoning_content}. */
public final class CompletionWriter {
    private CompletionWriter() {}

    /** Writes the answer; {@code created} is in seconds of the epoch. */
    public static Answer write(ChatAnswer answer, long created) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("id", Json.wellFormed(answer.id()));
        body.put("object", "chat.completion");
        body.put("created", created);
        body.put("model", Json.wellFormed(answer.model()));
        ObjectNode choice = body.putArray("choices").addObject();
        choice.put("index", 0);
        message(choice.putObject("message"), answer);
        choice.putNull("logprobs");
        choice.put("finish_reason", word(answer.finishReason()));
        Optional<ObjectNode> usage = answer.usage().map(UsageWriter::write);
        usage.ifPresent(json -> body.set("usage", json));
        try {
            return new Answer(
                    Buffer.buffer(Json.mapper().writeValueAsBytes(body)),
                    answer.usage(),
                    usage.map(json -> Buffer.buffer(json.toString().getBytes(StandardCharsets.UTF_8))));
        } catch (JsonProcessingException e) { // the input of a tool call is the only thing copied as it came
            throw new MalformedAnswer("half of a surrogate pair in a tool call");
        }
    }

    private static void message(ObjectNode message, ChatAnswer answer) {
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        boolean hasText = false;
        ArrayNode calls = Json.mapper().createArrayNode();
        for (Part part : answer.parts()) {
            switch (part) {
                case Part.Text(String piece) -> {
                    text.append(piece);
                    hasText = true;
                }
                case Part.Reasoning(String piece) -> reasoning.append(piece);
                case Part.ToolCall(String id, String name, ObjectNode input) ->
                    calls.addObject()
                            .put("id", Json.wellFormed(id))
                            .put("type", "function")
                            .putObject("function")
                            .put("name", Json.wellFormed(name))
                            .put("arguments", Json.wellFormed(input.toString()));
                case Part.Image image -> {} // no provider answers with these yet
                case Part.Document document -> {}
                case Part.ToolResult result -> {}
            }
        }
        message.put("role", "assistant");
        if (hasText || calls.isEmpty()) {
            message.put("content", Json.wellFormed(text.toString()));
        } else {
            message.putNull("content");
        }
        message.putNull("refusal");
        if (!reasoning.isEmpty()) {
            message.put("reasoning_content", Json.wellFormed(reasoning.toString()));
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
    }

    static String word(FinishReason reason) {
        return switch (reason) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case TOOL_CALLS -> "tool_calls";
            case CONTENT_FILTER -> "content_filter";
        };
    }
}
