package dev.aigw.simulator;

import dev.aigw.simulator.Answered.Call;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * OpenAI's chat completions; as Azure serves them, with the content filter's remarks.
 *
 * @param azure whether this is Azure
 */
record OpenAi(boolean azure) implements Vendor {

    @Override
    public Asked read(JsonObject body, MultiMap headers) {
        return OpenAiRequest.read(body);
    }

    @Override
    public JsonObject whole(Answered answer, Faults faults) {
        JsonObject message = new JsonObject().put("role", "assistant");
        if (answer.calls().isEmpty()) {
            message.put("content", answer.text());
        } else {
            message.putNull("content").put("tool_calls", calls(answer));
        }
        message.putNull("refusal").put("annotations", new JsonArray());
        JsonObject choice = new JsonObject()
                .put("index", 0)
                .put("message", message)
                .putNull("logprobs")
                .put("finish_reason", finish(answer));
        JsonObject whole = head(answer, "chat.completion");
        if (azure) {
            choice.put("content_filter_results", new JsonObject());
            whole.put("prompt_filter_results", promptFilter());
        }
        whole.put("choices", new JsonArray().add(choice));
        return faults.noUsage() ? whole : whole.put("usage", usage(answer));
    }

    @Override
    public Script stream(Asked asked, Answered answer, Faults faults) {
        boolean usage = asked.usageWanted() && !faults.noUsage();
        List<String> opening = new ArrayList<>();
        if (azure) {
            opening.add(event(new JsonObject()
                    .put("choices", new JsonArray())
                    .put("created", 0)
                    .put("id", "")
                    .put("model", "")
                    .put("object", "")
                    .put("prompt_filter_results", promptFilter())));
        }
        JsonObject first = new JsonObject().put("role", "assistant");
        if (answer.calls().isEmpty()) {
            first.put("content", "");
        } else {
            first.putNull("content");
        }
        opening.add(chunk(answer, usage, first.putNull("refusal"), false));
        List<String> content = new ArrayList<>();
        for (String piece : answer.pieces()) {
            content.add(chunk(answer, usage, new JsonObject().put("content", piece), false));
        }
        for (int i = 0; i < answer.calls().size(); i++) {
            Call call = answer.calls().get(i);
            content.add(chunk(answer, usage, callDelta(call(answer, i, "").put("index", i)), false));
            for (String piece : call.pieces()) {
                content.add(chunk(
                        answer,
                        usage,
                        callDelta(new JsonObject()
                                .put("index", i)
                                .put("function", new JsonObject().put("arguments", piece))),
                        false));
            }
        }
        List<String> closing = new ArrayList<>(List.of(chunk(answer, usage, new JsonObject(), true)));
        if (usage) {
            closing.add(event(head(answer, "chat.completion.chunk")
                    .put("choices", new JsonArray())
                    .put("usage", usage(answer))));
        }
        return new Script(opening, content, closing, "data: [DONE]\n\n");
    }

    @Override
    public JsonObject error(int status, String message, Optional<String> field, Optional<String> code) {
        JsonObject error = new JsonObject().put("message", message).put("type", type(status));
        field.ifPresentOrElse(name -> error.put("param", name), () -> error.putNull("param"));
        Optional<String> known = code.filter(text -> !text.isEmpty()).or(() -> code(status));
        known.ifPresentOrElse(name -> error.put("code", name), () -> error.putNull("code"));
        return new JsonObject().put("error", error);
    }

    @Override
    public String errorEvent(String message) {
        return event(error(500, message, Optional.empty(), Optional.empty()));
    }

    @Override
    public void describe(MultiMap headers, String seed) {
        if (azure) {
            headers.set("apim-request-id", seed).set("x-ms-region", "Simulation");
        } else {
            headers.set("x-request-id", "req_" + seed).set("openai-version", "2020-10-01");
        }
    }

    private static String type(int status) {
        return switch (status) {
            case 429 -> "requests";
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }

    private static Optional<String> code(int status) {
        return switch (status) {
            case 401 -> Optional.of("invalid_api_key");
            case 404 -> Optional.of("model_not_found");
            case 429 -> Optional.of("rate_limit_exceeded");
            default -> Optional.empty();
        };
    }

    private static JsonObject head(Answered answer, String object) {
        return new JsonObject()
                .put("id", "chatcmpl-sim" + answer.seed())
                .put("object", object)
                .put("created", System.currentTimeMillis() / 1000)
                .put("model", answer.model())
                .put("service_tier", "default")
                .put("system_fingerprint", "fp_simulated");
    }

    private String chunk(Answered answer, boolean usage, JsonObject delta, boolean finished) {
        JsonObject choice = new JsonObject().put("index", 0).put("delta", delta).putNull("logprobs");
        if (finished) {
            choice.put("finish_reason", finish(answer));
        } else {
            choice.putNull("finish_reason");
        }
        if (azure) {
            choice.put("content_filter_results", new JsonObject());
        }
        JsonObject chunk = head(answer, "chat.completion.chunk").put("choices", new JsonArray().add(choice));
        return event(usage ? chunk.putNull("usage") : chunk);
    }

    private static JsonObject callDelta(JsonObject call) {
        return new JsonObject().put("tool_calls", new JsonArray().add(call));
    }

    private static JsonArray calls(Answered answer) {
        JsonArray calls = new JsonArray();
        for (int i = 0; i < answer.calls().size(); i++) {
            calls.add(call(answer, i, answer.calls().get(i).arguments()));
        }
        return calls;
    }

    private static JsonObject call(Answered answer, int index, String arguments) {
        return new JsonObject()
                .put("id", "call_sim" + answer.seed() + index)
                .put("type", "function")
                .put(
                        "function",
                        new JsonObject()
                                .put("name", answer.calls().get(index).name())
                                .put("arguments", arguments));
    }

    private static String finish(Answered answer) {
        return switch (answer.stop()) {
            case END -> "stop";
            case LENGTH -> "length";
            case TOOL -> "tool_calls";
        };
    }

    private static JsonObject usage(Answered answer) {
        return new JsonObject()
                .put("prompt_tokens", answer.inputTokens())
                .put("completion_tokens", answer.outputTokens())
                .put("total_tokens", answer.inputTokens() + answer.outputTokens())
                .put(
                        "prompt_tokens_details",
                        new JsonObject()
                                .put("cached_tokens", answer.cachedTokens())
                                .put("audio_tokens", 0))
                .put(
                        "completion_tokens_details",
                        new JsonObject()
                                .put("reasoning_tokens", 0)
                                .put("audio_tokens", 0)
                                .put("accepted_prediction_tokens", 0)
                                .put("rejected_prediction_tokens", 0));
    }

    private static JsonArray promptFilter() {
        return new JsonArray()
                .add(new JsonObject().put("prompt_index", 0).put("content_filter_results", new JsonObject()));
    }

    private static String event(JsonObject data) {
        return "data: " + data.encode() + "\n\n";
    }
}
