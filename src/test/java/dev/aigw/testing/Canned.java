package dev.aigw.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Well-formed answers of providers, for tests that care about something else. */
public final class Canned {
    /** As OpenAI reports them: 9 in, 12 out. */
    public static final String USAGE = "{\"prompt_tokens\":9,\"completion_tokens\":12,\"total_tokens\":21}";

    public static final String DONE = "data: [DONE]\n\n";

    private Canned() {}

    /** One image of OpenAI's: 12 in, 1,056 out. */
    public static String images(String base64) {
        return """
                {"created":1700000000,"data":[{"b64_json":"%s"}],"output_format":"png",
                 "usage":{"input_tokens":12,"input_tokens_details":{"image_tokens":0,"text_tokens":12},
                          "output_tokens":1056,"total_tokens":1068}}""".formatted(base64);
    }

    /** An OpenAI chat completion that says the text. */
    public static String completion(String text) {
        return new JsonObject()
                .put("id", "chatcmpl-1")
                .put("object", "chat.completion")
                .put("created", 1_700_000_000)
                .put("model", "gpt-4o-mini-2024-07-18")
                .put(
                        "choices",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("index", 0)
                                        .put(
                                                "message",
                                                new JsonObject()
                                                        .put("role", "assistant")
                                                        .put("content", text)
                                                        .putNull("refusal"))
                                        .putNull("logprobs")
                                        .put("finish_reason", "stop")))
                .put("usage", new JsonObject(USAGE))
                .encode();
    }

    /** One chunk of an OpenAI stream, as an event. */
    public static String delta(String text) {
        return chunk(new JsonObject().put("content", text), "null");
    }

    /** The chunk that says why it stopped. */
    public static String stop() {
        return chunk(new JsonObject(), "\"stop\"");
    }

    /** The chunk that carries usage only. */
    public static String usage() {
        return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
                + "\"model\":\"gpt-4o-mini-2024-07-18\",\"choices\":[],\"usage\":" + USAGE + "}\n\n";
    }

    /** A whole OpenAI stream with the texts as its deltas. */
    public static String[] stream(String... texts) {
        List<String> events = new ArrayList<>();
        events.add(chunk(new JsonObject().put("role", "assistant").put("content", ""), "null"));
        for (String text : texts) {
            events.add(delta(text));
        }
        events.add(stop());
        events.add(usage());
        events.add(DONE);
        return events.toArray(String[]::new);
    }

    /** An OpenAI error body. */
    public static String error(String message, String type, String code) {
        return new JsonObject()
                .put(
                        "error",
                        new JsonObject()
                                .put("message", message)
                                .put("type", type)
                                .putNull("param")
                                .put("code", code))
                .encode();
    }

    /** An Anthropic message that says the text: 9 in, 12 out. */
    public static String message(String text) {
        return new JsonObject()
                .put("id", "msg_1")
                .put("type", "message")
                .put("role", "assistant")
                .put("model", "claude-haiku-4-5-20251001")
                .put(
                        "content",
                        new JsonArray().add(new JsonObject().put("type", "text").put("text", text)))
                .put("stop_reason", "end_turn")
                .putNull("stop_sequence")
                .put("usage", new JsonObject().put("input_tokens", 9).put("output_tokens", 12))
                .encode();
    }

    /** A whole Anthropic stream with the texts as its deltas. */
    public static String[] messageStream(String... texts) {
        List<String> events = new ArrayList<>();
        events.add(event(
                "message_start",
                "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
                        + "\"model\":\"claude-haiku-4-5-20251001\",\"content\":[],\"stop_reason\":null,"
                        + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}"));
        events.add(event(
                "content_block_start",
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}"));
        for (String text : texts) {
            events.add(event(
                    "content_block_delta",
                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\""
                            + text + "\"}}"));
        }
        events.add(event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}"));
        events.add(event(
                "message_delta",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
                        + "\"usage\":{\"output_tokens\":12}}"));
        events.add(event("message_stop", "{\"type\":\"message_stop\"}"));
        return events.toArray(String[]::new);
    }

    private static String event(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }

    private static String chunk(JsonObject delta, String finish) {
        return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
                + "\"model\":\"gpt-4o-mini-2024-07-18\",\"choices\":[{\"index\":0,\"delta\":" + delta.encode()
                + ",\"logprobs\":null,\"finish_reason\":" + finish + "}],\"usage\":null}\n\n";
    }
}
