package dev.aigw.simulator;

import dev.aigw.simulator.Answered.Call;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Anthropic's messages. */
record Anthropic() implements Vendor {

    @Override
    public Asked read(JsonObject body, MultiMap headers) {
        return AnthropicRequest.read(body, headers);
    }

    @Override
    public JsonObject whole(Answered answer, Faults faults) {
        JsonArray content = new JsonArray();
        if (answer.calls().isEmpty()) {
            content.add(new JsonObject().put("type", "text").put("text", answer.text()));
        }
        for (int i = 0; i < answer.calls().size(); i++) {
            content.add(call(answer, i, new JsonObject(answer.calls().get(i).arguments())));
        }
        JsonObject message = message(answer).put("content", content).put("stop_reason", stop(answer));
        return faults.noUsage() ? message : message.put("usage", usage(answer, answer.outputTokens()));
    }

    @Override
    public Script stream(Asked asked, Answered answer, Faults faults) {
        JsonObject message = message(answer).put("content", new JsonArray()).putNull("stop_reason");
        if (!faults.noUsage()) {
            message.put("usage", usage(answer, 1));
        }
        List<String> opening = new ArrayList<>();
        opening.add(event("message_start", new JsonObject().put("message", message)));
        List<String> content = new ArrayList<>();
        List<String> closing = new ArrayList<>();
        if (answer.calls().isEmpty()) {
            opening.add(blockStart(0, new JsonObject().put("type", "text").put("text", "")));
            opening.add(event("ping", new JsonObject()));
            for (String piece : answer.pieces()) {
                content.add(delta(0, new JsonObject().put("type", "text_delta").put("text", piece)));
            }
            closing.add(blockStop(0));
        } else {
            opening.add(event("ping", new JsonObject()));
            for (int i = 0; i < answer.calls().size(); i++) {
                content.addAll(callEvents(answer, i));
            }
        }
        JsonObject end = new JsonObject()
                .put("delta", new JsonObject().put("stop_reason", stop(answer)).putNull("stop_sequence"));
        if (!faults.noUsage()) {
            end.put("usage", new JsonObject().put("output_tokens", answer.outputTokens()));
        }
        closing.add(event("message_delta", end));
        return new Script(opening, content, closing, event("message_stop", new JsonObject()));
    }

    @Override
    public JsonObject error(int status, String message, Optional<String> field, Optional<String> code) {
        return new JsonObject()
                .put("type", "error")
                .put("error", new JsonObject().put("type", type(status)).put("message", message))
                .put("request_id", "req_simulated");
    }

    @Override
    public String errorEvent(String message) {
        return event(
                "error",
                new JsonObject()
                        .put(
                                "error",
                                new JsonObject().put("type", "overloaded_error").put("message", message)));
    }

    @Override
    public void describe(MultiMap headers, String seed) {
        headers.set("request-id", "req_" + seed);
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 529 -> "overloaded_error";
            default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
    }

    private static JsonObject message(Answered answer) {
        return new JsonObject()
                .put("id", "msg_sim" + answer.seed())
                .put("type", "message")
                .put("role", "assistant")
                .put("model", answer.model())
                .putNull("stop_sequence");
    }

    private static List<String> callEvents(Answered answer, int index) {
        Call call = answer.calls().get(index);
        List<String> events = new ArrayList<>();
        events.add(blockStart(index, call(answer, index, new JsonObject())));
        events.add(delta(index, new JsonObject().put("type", "input_json_delta").put("partial_json", "")));
        for (String piece : call.pieces()) {
            events.add(delta(
                    index, new JsonObject().put("type", "input_json_delta").put("partial_json", piece)));
        }
        events.add(blockStop(index));
        return events;
    }

    private static JsonObject call(Answered answer, int index, JsonObject input) {
        return new JsonObject()
                .put("type", "tool_use")
                .put("id", "toolu_sim" + answer.seed() + index)
                .put("name", answer.calls().get(index).name())
                .put("input", input);
    }

    private static String stop(Answered answer) {
        return switch (answer.stop()) {
            case END -> "end_turn";
            case LENGTH -> "max_tokens";
            case TOOL -> "tool_use";
        };
    }

    private static JsonObject usage(Answered answer, int outputTokens) {
        // Anthropic counts what was read from its cache beside the input, not within it.
        return new JsonObject()
                .put("input_tokens", answer.inputTokens() - answer.cachedTokens())
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", answer.cachedTokens())
                .put(
                        "cache_creation",
                        new JsonObject().put("ephemeral_5m_input_tokens", 0).put("ephemeral_1h_input_tokens", 0))
                .put("output_tokens", outputTokens)
                .put("service_tier", "standard");
    }

    private static String blockStart(int index, JsonObject block) {
        return event("content_block_start", new JsonObject().put("index", index).put("content_block", block));
    }

    private static String delta(int index, JsonObject delta) {
        return event("content_block_delta", new JsonObject().put("index", index).put("delta", delta));
    }

    private static String blockStop(int index) {
        return event("content_block_stop", new JsonObject().put("index", index));
    }

    private static String event(String name, JsonObject rest) {
        JsonObject data = new JsonObject().put("type", name);
        rest.forEach(field -> data.put(field.getKey(), field.getValue()));
        return "event: " + name + "\ndata: " + data.encode() + "\n\n";
    }
}
