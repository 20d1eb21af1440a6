package dev.aigw.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aigw.dialect.json.Json;
import dev.aigw.dialect.neutral.ChatRequest;
import dev.aigw.dialect.neutral.ChatRequest.ResponseFormat;
import dev.aigw.dialect.neutral.ChatRequest.Tool;
import dev.aigw.dialect.neutral.ChatRequest.ToolChoice;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a chat request of OpenAI's dialect into the neutral form; {@link ChatField} says what becomes of each field. */
public final class ChatRequestReader {
    private final ChatHead head;
    private final Set<String> ignored = new LinkedHashSet<>();

    public ChatRequestReader(ChatHead head) {
        this.head = head;
    }

    /**
     * Reads the whole request.
     *
     * @throws dev.aigw.error.GatewayException when it asks for something that the neutral form cannot say
     */
    public ChatRequest read() {
        JsonNode body;
        try {
            body = Json.mapper().readTree(head.bytes());
        } catch (IOException e) {
            throw RequestJson.syntaxError(e, head.bytes().length);
        }
        checkFields(body);
        Conversation conversation = new Conversation(ignored);
        conversation.read(body.path("messages"));
        return new ChatRequest(
                conversation.system(),
                conversation.turns(),
                head.outputCeiling(),
                number(body.path("temperature")),
                number(body.path("top_p")),
                stop(body.path("stop")),
                tools(body.path("tools")),
                toolChoice(body.path("tool_choice")),
                parallel(body.path("parallel_tool_calls")),
                head.user().map(Json::wellFormed),
                format(body.path("response_format")));
    }

    /** What was left out, by name; known after {@link #read}. */
    public List<String> ignored() {
        return List.copyOf(ignored);
    }

    private void checkFields(JsonNode body) {
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            String name = member.getKey();
            if (asksForNothing(name, member.getValue())) {
                continue;
            }
            switch (ChatField.of(name).map(ChatField::fate).orElse(ChatField.Fate.IGNORED)) {
                case TRANSLATED -> {}
                case IGNORED -> ignored.add(name);
                case REFUSED ->
                    throw RequestJson.invalid(name, name + " cannot be had from this provider; leave it out.");
            }
        }
    }

    private static boolean asksForNothing(String name, JsonNode value) {
        if (value.isNull() || (value.isContainerNode() && value.isEmpty() && !name.equals("web_search_options"))) {
            return true;
        }
        return switch (name) {
            case "n" -> value.asInt() == 1;
            case "logprobs", "store" -> value.isBoolean() && !value.asBoolean();
            case "top_logprobs", "frequency_penalty", "presence_penalty" ->
                value.isNumber() && value.decimalValue().signum() == 0;
            case "modalities" -> value.size() == 1 && value.path(0).asText().equals("text");
            default -> false;
        };
    }

    private static Optional<BigDecimal> number(JsonNode value) {
        return value.isNumber() ? Optional.of(value.decimalValue()) : Optional.empty();
    }

    private static List<String> stop(JsonNode stop) {
        if (stop.isMissingNode() || stop.isNull()) {
            return List.of();
        }
        if (stop.isTextual()) {
            return List.of(Json.wellFormed(stop.asText()));
        }
        List<String> sequences = new ArrayList<>();
        for (JsonNode sequence : stop) {
            if (!sequence.isTextual()) {
                throw RequestJson.invalid("stop", "stop must be a string or an array of strings.");
            }
            sequences.add(Json.wellFormed(sequence.asText()));
        }
        if (!stop.isArray()) {
            throw RequestJson.invalid("stop", "stop must be a string or an array of strings.");
        }
        return List.copyOf(sequences);
    }

    private List<Tool> tools(JsonNode tools) {
        List<Tool> read = new ArrayList<>();
        for (int i = 0; i < tools.size(); i++) {
            String at = "tools[" + i + "]";
            JsonNode tool = tools.get(i);
            JsonNode function = tool.path("function");
            if (!tool.path("type").asText("function").equals("function") || !function.isObject()) {
                throw RequestJson.invalid(at + ".type", at + ".type must be function for this provider.");
            }
            if (!function.path("name").isTextual()) {
                throw RequestJson.invalid(at + ".function.name", at + ".function.name must be a string.");
            }
            if (function.path("strict").asBoolean()) {
                ignored.add("tools[].function.strict");
            }
            JsonNode parameters = function.path("parameters");
            if (!parameters.isObject() && !parameters.isMissingNode() && !parameters.isNull()) {
                throw RequestJson.invalid(at + ".function.parameters", at + ".function.parameters must be an object.");
            }
            ObjectNode schema = parameters instanceof ObjectNode object
                    ? object
                    : Json.mapper().createObjectNode();
            JsonNode description = function.path("description");
            read.add(new Tool(
                    Json.wellFormed(function.path("name").asText()),
                    description.isTextual() ? Optional.of(Json.wellFormed(description.asText())) : Optional.empty(),
                    schema));
        }
        return List.copyOf(read);
    }

    private static ToolChoice toolChoice(JsonNode choice) {
        if (choice.isMissingNode() || choice.isNull()) {
            return new ToolChoice.Auto();
        }
        JsonNode name = choice.path("function").path("name");
        if (choice.path("type").asText().equals("function") && name.isTextual()) {
            return new ToolChoice.Named(Json.wellFormed(name.asText()));
        }
        return switch (choice.asText()) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "required", "any" -> new ToolChoice.Required();
            default ->
                throw RequestJson.invalid("tool_choice", "tool_choice must be auto, none, required or a function.");
        };
    }

    private static boolean parallel(JsonNode value) {
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
            throw RequestJson.invalid("parallel_tool_calls", "parallel_tool_calls must be true or false.");
        }
        return value.asBoolean(true);
    }

    private static ResponseFormat format(JsonNode format) {
        if (format.isMissingNode() || format.isNull()) {
            return new ResponseFormat.Text();
        }
        return switch (format.path("type").asText()) {
            case "text" -> new ResponseFormat.Text();
            case "json_object" -> new ResponseFormat.JsonObject();
            case "json_schema" -> schemaOf(format.path("json_schema"));
            default ->
                throw RequestJson.invalid(
                        "response_format.type", "response_format.type must be text, json_object or json_schema.");
        };
    }

    /** WordPress sends the schema itself where OpenAI wants a name and the schema. */
    private static ResponseFormat schemaOf(JsonNode named) {
        JsonNode schema = isSchema(named) ? named : named.path("schema");
        if (schema instanceof ObjectNode object) {
            return new ResponseFormat.JsonSchema(object);
        }
        throw RequestJson.invalid("response_format.json_schema", "response_format.json_schema must have a schema.");
    }

    private static boolean isSchema(JsonNode node) {
        return node.has("type") || node.has("properties") || node.has("anyOf") || node.has("$ref");
    }
}
