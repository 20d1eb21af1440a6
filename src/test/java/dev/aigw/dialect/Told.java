package dev.aigw.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aigw.dialect.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a chat completion tells its reader, put together the way a plain client does; the tests' own reading, independent
 * of what the project does with streams.
 */
public final class Told {
    private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");

    public final Map<Integer, String> text = new TreeMap<>();
    public final Map<Integer, String> reasoning = new TreeMap<>();
    public final Map<Integer, String> finishReasons = new TreeMap<>();
    /** By choice and place: {@code name:arguments}. */
    public final Map<String, String> toolCalls = new TreeMap<>();

    public final List<JsonNode> usages = new ArrayList<>();
    public final List<String> errors = new ArrayList<>();
    public final List<String> ids = new ArrayList<>();
    public boolean done;

    public static Told whole(String json) throws IOException {
        Told told = new Told();
        told.take(Json.mapper().readTree(json), "message");
        return told;
    }

    public static Told stream(String events) throws IOException {
        Told told = new Told();
        for (String line : LINE_END.split(events, -1)) {
            if (line.startsWith("data:")) {
                String data = line.substring(5).strip();
                if (data.equals("[DONE]")) {
                    told.done = true;
                } else {
                    told.take(Json.mapper().readTree(data), "delta");
                }
            }
        }
        return told;
    }

    private void take(JsonNode chunk, String part) {
        ids.add(chunk.path("id").asText());
        if (chunk.hasNonNull("error")) {
            errors.add(chunk.get("error").toString());
        }
        if (chunk.path("usage").isObject()) {
            usages.add(chunk.get("usage"));
        }
        for (JsonNode choice : chunk.path("choices")) {
            int index = choice.path("index").asInt();
            JsonNode delta = choice.path(part);
            add(text, index, delta.path("content"));
            add(reasoning, index, delta.path("reasoning_content"));
            if (choice.hasNonNull("finish_reason")) {
                finishReasons.put(index, choice.get("finish_reason").asText());
            }
            int place = 0;
            for (JsonNode piece : delta.path("tool_calls")) {
                String key = index + "/" + piece.path("index").asInt(place++);
                JsonNode function = piece.path("function");
                String call = function.path("name").asText("") + ":"
                        + function.path("arguments").asText("");
                toolCalls.merge(key, call, Told::join);
            }
        }
    }

    private static String join(String before, String more) {
        int open = more.indexOf(':');
        return before + more.substring(open + 1);
    }

    private static void add(Map<Integer, String> texts, int index, JsonNode piece) {
        if (piece.isTextual()) {
            texts.merge(index, piece.asText(), String::concat);
        }
    }

    public JsonNode lastUsage() {
        return usages.isEmpty() ? Json.mapper().missingNode() : usages.getLast();
    }
}
