package dev.aigw.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the chunks of an OpenAI stream, or one whole completion, say when they are put together. */
final class OpenAiEvents {
    private static final ObjectMapper JSON = new ObjectMapper();

    private OpenAiEvents() {}

    static List<JsonNode> of(String stream) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : stream.lines().toList()) {
            String data = line.strip();
            if (data.startsWith("data:") && data.contains("{")) {
                events.add(JSON.readTree(data.substring("data:".length())));
            }
        }
        return events;
    }

    static String text(List<JsonNode> events) {
        StringBuilder text = new StringBuilder();
        for (JsonNode event : events) {
            JsonNode choice = event.path("choices").path(0);
            text.append(choice.path("delta").path("content").asText(""));
            text.append(choice.path("message").path("content").asText(""));
        }
        return text.toString();
    }

    static String toolCalls(List<JsonNode> events) {
        StringBuilder calls = new StringBuilder();
        for (JsonNode event : events) {
            for (JsonNode call : event.path("choices").path(0).path("delta").path("tool_calls")) {
                calls.append(call.path("function").path("name").asText(""));
                calls.append(call.path("function").path("arguments").asText(""));
            }
        }
        return calls.toString();
    }

    static String finish(List<JsonNode> events) {
        String last = "";
        for (JsonNode event : events) {
            JsonNode reason = event.path("choices").path(0).path("finish_reason");
            last = reason.isTextual() ? reason.asText() : last;
        }
        return last;
    }

    /** The last one told. */
    static JsonNode usage(List<JsonNode> events) {
        JsonNode usage = MissingNode.getInstance();
        for (JsonNode event : events) {
            usage = event.path("usage").isObject() ? event.path("usage") : usage;
        }
        return usage;
    }
}
