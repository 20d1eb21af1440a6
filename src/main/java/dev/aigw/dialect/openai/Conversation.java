package dev.aigw.dialect.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aigw.dialect.json.Json;
import dev.aigw.dialect.neutral.ChatRequest.Side;
import dev.aigw.dialect.neutral.ChatRequest.Turn;
import dev.aigw.dialect.neutral.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code messages} into turns; what the system and the developer say moves to the front. */
final class Conversation {
    private final Set<String> ignored;
    private final ContentReader content;
    private final List<String> system = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();

    Conversation(Set<String> ignored) {
        this.ignored = ignored;
        this.content = new ContentReader(ignored);
    }

    List<String> system() {
        return List.copyOf(system);
    }

    List<Turn> turns() {
        return List.copyOf(turns);
    }

    void read(JsonNode messages) {
        for (int i = 0; i < messages.size(); i++) {
            message(messages.get(i), "messages[" + i + "]");
        }
        if (turns.isEmpty()) {
            throw RequestJson.invalid("messages", "messages must have one of the user that is not empty.");
        }
    }

    private void message(JsonNode message, String at) {
        String role = message.path("role").asText();
        noteUnknown(message, role);
        switch (role) {
            case "system", "developer" -> system.addAll(content.texts(message.path("content"), at + ".content"));
            case "user" -> add(Side.USER, content.parts(message.path("content"), at + ".content"));
            case "assistant" -> add(Side.ASSISTANT, assistant(message, at));
            case "tool" -> add(Side.USER, List.of(toolResult(message, at)));
            default -> throw RequestJson.invalid(at + ".role", at + ".role must not be function; use tool.");
        }
    }

    private void add(Side side, List<Part> parts) {
        if (!parts.isEmpty()) {
            turns.add(new Turn(side, parts));
        }
    }

    private List<Part> assistant(JsonNode message, String at) {
        if (message.hasNonNull("function_call")) {
            throw RequestJson.invalid(at + ".function_call", at + ".function_call is not known here; use tool_calls.");
        }
        List<Part> parts = new ArrayList<>(content.parts(message.path("content"), at + ".content"));
        if (message.path("refusal").isTextual()
                && !message.path("refusal").asText().isBlank()) {
            parts.add(new Part.Text(Json.wellFormed(message.path("refusal").asText())));
        }
        JsonNode calls = message.path("tool_calls");
        for (int i = 0; i < calls.size(); i++) {
            parts.add(toolCall(calls.get(i), at + ".tool_calls[" + i + "]"));
        }
        return List.copyOf(parts);
    }

    private static Part.ToolCall toolCall(JsonNode call, String at) {
        JsonNode function = call.path("function");
        if (!call.path("id").isTextual() || !function.path("name").isTextual()) {
            throw RequestJson.invalid(at, at + " must have an id and a function with a name.");
        }
        return new Part.ToolCall(
                Json.wellFormed(call.path("id").asText()),
                Json.wellFormed(function.path("name").asText()),
                arguments(function.path("arguments"), at + ".function.arguments"));
    }

    private static ObjectNode arguments(JsonNode arguments, String at) {
        if (arguments instanceof ObjectNode object) { // some clients leave out the string around it
            return object;
        }
        if (arguments.isMissingNode()
                || arguments.isNull()
                || (arguments.isTextual() && arguments.asText().isBlank())) {
            return Json.mapper().createObjectNode();
        }
        try {
            if (arguments.isTextual() && Json.mapper().readTree(arguments.asText()) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            // told below, without the words of the parser, which quote
        }
        throw RequestJson.invalid(at, at + " must be a JSON object in a string.");
    }

    private Part.ToolResult toolResult(JsonNode message, String at) {
        if (!message.path("tool_call_id").isTextual()) {
            throw RequestJson.invalid(at + ".tool_call_id", at + ".tool_call_id must be a string.");
        }
        return new Part.ToolResult(
                Json.wellFormed(message.path("tool_call_id").asText()),
                content.parts(message.path("content"), at + ".content"));
    }

    private void noteUnknown(JsonNode message, String role) {
        for (Map.Entry<String, JsonNode> member : message.properties()) {
            boolean known = switch (member.getKey()) {
                case "role", "content" -> true;
                case "tool_calls", "refusal", "function_call" -> role.equals("assistant");
                case "tool_call_id" -> role.equals("tool");
                default -> false;
            };
            JsonNode value = member.getValue();
            if (!known && !value.isNull() && !(value.isContainerNode() && value.isEmpty())) {
                ignored.add("messages[]." + member.getKey());
            }
        }
    }
}
