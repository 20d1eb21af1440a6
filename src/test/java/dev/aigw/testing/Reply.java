package dev.aigw.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One answer of the gateway, read to its end. */
public record Reply(HttpResponse<String> response) {

    public int status() {
        return response.statusCode();
    }

    public String body() {
        return response.body();
    }

    public JsonObject json() {
        return new JsonObject(body());
    }

    public Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    /** The code of an error, whichever dialect it is in. */
    public String code() {
        Object error = json().getValue("error");
        return error instanceof JsonObject openai ? openai.getString("code") : String.valueOf(error);
    }

    /** What an OpenAI completion says. */
    public String text() {
        return message(json()).getString("content");
    }

    /** The same, from within the gateway's own form. */
    public String wrappedText() {
        return message(json().getJsonObject("data")).getString("content");
    }

    /** The data of each event of a stream, in order. */
    public List<String> events() {
        return Arrays.stream(body().split("\n"))
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()).trim())
                .toList();
    }

    /** All text of an OpenAI stream. */
    public String streamedText() {
        StringBuilder text = new StringBuilder();
        for (JsonObject chunk : chunks()) {
            JsonArray choices = chunk.getJsonArray("choices", new JsonArray());
            if (!choices.isEmpty()) {
                text.append(choices.getJsonObject(0)
                        .getJsonObject("delta", new JsonObject())
                        .getString("content", ""));
            }
        }
        return text.toString();
    }

    /** The events of a stream that are JSON. */
    public List<JsonObject> chunks() {
        return events().stream()
                .filter(data -> data.startsWith("{"))
                .map(JsonObject::new)
                .toList();
    }

    private static JsonObject message(JsonObject completion) {
        return completion.getJsonArray("choices").getJsonObject(0).getJsonObject("message");
    }
}
