package dev.aigw.dialect.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aigw.dialect.json.Json;
import dev.aigw.dialect.neutral.ChatRequest;
import dev.aigw.dialect.neutral.ChatRequest.ResponseFormat;
import dev.aigw.dialect.neutral.ChatRequest.Side;
import dev.aigw.dialect.neutral.ChatRequest.Tool;
import dev.aigw.dialect.neutral.ChatRequest.ToolChoice;
import dev.aigw.dialect.neutral.ChatRequest.Turn;
import dev.aigw.error.GatewayError.InvalidRequest;
import dev.aigw.error.GatewayException;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request for Anthropic's messages.
 *
 * <table>
 *   <caption>What is not said as it was asked</caption>
 *   <tr><td>max_tokens</td><td>required there: a default when the caller named none</td></tr>
 *   <tr><td>neighbouring turns of one side, tool results</td><td>joined into one turn</td></tr>
 *   <tr><td>temperature above 1</td><td>1, and told</td></tr>
 *   <tr><td>temperature and top_p together</td><td>top_p is left out and told: newer models refuse the pair</td></tr>
 *   <tr><td>either, for models from 4.7 on</td><td>left out and told: those refuse them</td></tr>
 *   <tr><td>stop sequences of blanks only</td><td>refused there, so refused here by name</td></tr>
 *   <tr><td>a JSON schema</td><td>{@code output_config.format}; objects are closed, as is required there</td></tr>
 *   <tr><td>any JSON object</td><td>a sentence in the system prompt, and told: nothing enforces it</td></tr>
 *   <tr><td>user of more than 256 characters</td><td>left out and told</td></tr>
 * </table>
 */
public final class MessagesRequestWriter {
    private static final String JSON_PLEASE =
            "Answer with a single JSON object and nothing else: no prose, no code fence.";
    private static final int MAX_USER = 256;

    private final String model;
    private final boolean stream;
    private final long defaultMaxTokens;
    private final List<String> ignored = new ArrayList<>();

    /** {@code defaultMaxTokens} is the ceiling of the answer where the caller named none. */
    public MessagesRequestWriter(String model, boolean stream, long defaultMaxTokens) {
        this.model = model;
        this.stream = stream;
        this.defaultMaxTokens = defaultMaxTokens;
    }

    public Buffer write(ChatRequest request) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("model", Json.wellFormed(model));
        body.put("max_tokens", request.maxTokens().orElse(defaultMaxTokens));
        system(body, request);
        messages(body.putArray("messages"), request.turns());
        sampling(body, request);
        stop(body, request.stop());
        tools(body, request);
        format(body, request.format());
        request.user().ifPresent(user -> {
            if (user.length() > MAX_USER) {
                ignored.add("user");
            } else {
                body.putObject("metadata").put("user_id", user);
            }
        });
        if (stream) {
            body.put("stream", true);
        }
        try {
            return Buffer.buffer(Json.mapper().writeValueAsBytes(body));
        } catch (JsonProcessingException e) { // texts are clean; schemas and arguments are copied as they are
            throw new GatewayException(
                    InvalidRequest.of("tools", "A schema or an argument holds half of a surrogate pair."));
        }
    }

    /** What was left out, by the name it has in OpenAI's dialect; known after {@link #write}. */
    public List<String> ignored() {
        return List.copyOf(ignored);
    }

    private void system(ObjectNode body, ChatRequest request) {
        List<String> texts = new ArrayList<>(request.system());
        if (request.format() instanceof ResponseFormat.JsonObject) {
            texts.add(JSON_PLEASE);
            ignored.add("response_format");
        }
        if (!texts.isEmpty()) {
            ArrayNode blocks = body.putArray("system");
            texts.forEach(text -> blocks.addObject().put("type", "text").put("text", text));
        }
    }

    private static void messages(ArrayNode messages, List<Turn> turns) {
        Side last = null;
        ArrayNode content = null;
        for (Turn turn : turns) {
            if (content == null || turn.side() != last) {
                ObjectNode message = messages.addObject();
                message.put("role", turn.side() == Side.USER ? "user" : "assistant");
                content = message.putArray("content");
                last = turn.side();
            }
            ContentBlocks.write(content, turn.parts());
        }
    }

    private void sampling(ObjectNode body, ChatRequest request) {
        boolean temperature = request.temperature().isPresent();
        boolean topP = request.topP().isPresent();
        if (ModelVersion.of(model).refusesSampling()) {
            ignoreIf(temperature, "temperature");
            ignoreIf(topP, "top_p");
            return;
        }
        request.temperature().ifPresent(asked -> {
            ignoreIf(asked.compareTo(BigDecimal.ONE) > 0, "temperature");
            body.put("temperature", asked.min(BigDecimal.ONE));
        });
        if (temperature) {
            ignoreIf(topP, "top_p");
        } else {
            request.topP().ifPresent(asked -> body.put("top_p", asked));
        }
    }

    private void ignoreIf(boolean condition, String field) {
        if (condition) {
            ignored.add(field);
        }
    }

    private static void stop(ObjectNode body, List<String> sequences) {
        if (sequences.isEmpty()) {
            return;
        }
        ArrayNode stop = body.putArray("stop_sequences");
        for (String sequence : sequences) {
            if (sequence.isBlank()) {
                throw new GatewayException(
                        InvalidRequest.of("stop", "stop must not be of blanks only for this provider."));
            }
            stop.add(sequence);
        }
    }

    private static void tools(ObjectNode body, ChatRequest request) {
        if (request.tools().isEmpty()) {
            return;
        }
        ArrayNode tools = body.putArray("tools");
        for (Tool tool : request.tools()) {
            ObjectNode written = tools.addObject().put("name", tool.name());
            tool.description().ifPresent(description -> written.put("description", description));
            ObjectNode schema = tool.schema().deepCopy();
            if (!schema.has("type")) {
                schema.put("type", "object");
            }
            written.set("input_schema", schema);
        }
        toolChoice(body, request);
    }

    private static void toolChoice(ObjectNode body, ChatRequest request) {
        String named = request.toolChoice() instanceof ToolChoice.Named(String tool) ? tool : null;
        String type = switch (request.toolChoice()) {
            case ToolChoice.Auto auto -> "auto";
            case ToolChoice.None none -> "none";
            case ToolChoice.Required required -> "any";
            case ToolChoice.Named ignoredHere -> "tool";
        };
        boolean serial = !request.parallelToolCalls() && !type.equals("none");
        if (type.equals("auto") && !serial) {
            return; // as it is without saying
        }
        toolChoice(body.putObject("tool_choice"), type, named, serial);
    }

    private static void toolChoice(ObjectNode choice, String type, @Nullable String name, boolean serial) {
        choice.put("type", type);
        if (name != null) {
            choice.put("name", name);
        }
        if (serial) {
            choice.put("disable_parallel_tool_use", true);
        }
    }

    private static void format(ObjectNode body, ResponseFormat format) {
        if (format instanceof ResponseFormat.JsonSchema(ObjectNode schema)) {
            ObjectNode written = body.putObject("output_config").putObject("format");
            written.put("type", "json_schema");
            written.set("schema", ClosedSchema.of(schema));
        }
    }
}
