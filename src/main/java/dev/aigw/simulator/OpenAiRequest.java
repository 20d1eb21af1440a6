package dev.aigw.simulator;

import dev.aigw.simulator.Asked.Format;
import dev.aigw.simulator.Asked.Tool;
import dev.aigw.simulator.Asked.ToolChoice;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A chat-completions request, read as OpenAI reads it. */
final class OpenAiRequest {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool", "function");
    private static final Set<String> PARTS = Set.of("text", "image_url", "input_audio", "refusal", "audio", "file");

    private final JsonObject body;
    private final Conversation conversation = new Conversation();

    private OpenAiRequest(JsonObject body) {
        this.body = body;
    }

    static Asked read(JsonObject body) {
        return new OpenAiRequest(body).asked();
    }

    private Asked asked() {
        String model = Fields.string(body, "model", "model")
                .filter(name -> !name.isBlank())
                .orElseThrow(() -> Refusal.invalid("you must provide a model parameter"));
        messages();
        List<Tool> tools = tools();
        Format format = format();
        OptionalInt choices = Fields.positive(body, "n");
        if (choices.orElse(1) != 1) {
            throw Refusal.invalid("The simulator answers with one choice only.", "n", "unsupported_value");
        }
        OptionalInt limit = Fields.positive(body, "max_completion_tokens");
        return new Asked(
                model,
                conversation.lastUser(),
                conversation.text(),
                conversation.tokens(),
                limit.isPresent() ? limit : Fields.positive(body, "max_tokens"),
                Fields.flag(body, "stream", "stream"),
                usageWanted(),
                ToolChoice.choose(toolChoice(tools), tools, conversation.prompt()),
                format);
    }

    private boolean usageWanted() {
        Optional<JsonObject> options = Fields.object(body, "stream_options", "stream_options");
        if (options.isPresent() && !Fields.flag(body, "stream", "stream")) {
            throw Refusal.invalid(
                    "The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options", "");
        }
        return options.map(given -> Fields.flag(given, "include_usage", "stream_options.include_usage"))
                .orElse(false);
    }

    private void messages() {
        JsonArray messages = Fields.array(body, "messages", "messages")
                .orElseThrow(() -> Refusal.invalid(
                        "Missing required parameter: 'messages'.", "messages", "missing_required_parameter"));
        if (messages.isEmpty()) {
            throw Refusal.invalid(
                    "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array"
                            + " instead.",
                    "messages",
                    "empty_array");
        }
        List<JsonObject> objects = Fields.objects(messages, "messages");
        for (int i = 0; i < objects.size(); i++) {
            message(objects.get(i), "messages[" + i + "]");
        }
    }

    private void message(JsonObject message, String path) {
        String role = Fields.string(message, "role", path + ".role").orElseThrow(() -> missing(path + ".role"));
        if (!ROLES.contains(role)) {
            throw Refusal.invalid(
                    "Invalid value: '" + role + "'. Supported values are: 'system', 'assistant', 'user', 'function',"
                            + " 'tool', and 'developer'.",
                    path + ".role",
                    "invalid_value");
        }
        if (role.equals("tool")) {
            require(Fields.string(message, "tool_call_id", path + ".tool_call_id"), path + ".tool_call_id");
        }
        Object content = message.getValue("content");
        if (content == null && !role.equals("assistant")) {
            throw missing(path + ".content");
        }
        conversation.says(role, content == null ? calls(message) : text(content, path + ".content"));
    }

    private static String calls(JsonObject message) {
        Object calls = message.getValue("tool_calls");
        return calls instanceof JsonArray array ? array.encode() : "";
    }

    private String text(Object content, String path) {
        if (content instanceof String text) {
            return text;
        }
        if (!(content instanceof JsonArray parts)) {
            throw Fields.wrongType(path, "one of a string or array of objects");
        }
        StringBuilder text = new StringBuilder();
        List<JsonObject> objects = Fields.objects(parts, path);
        for (int i = 0; i < objects.size(); i++) {
            text.append(part(objects.get(i), path + "[" + i + "]"));
        }
        return text.toString();
    }

    private String part(JsonObject part, String path) {
        String type = Fields.string(part, "type", path + ".type").orElseThrow(() -> missing(path + ".type"));
        if (!PARTS.contains(type)) {
            throw Refusal.invalid(
                    "Invalid value: '" + type + "'. Supported values are: 'text', 'image_url', 'input_audio',"
                            + " 'refusal', 'audio', and 'file'.",
                    path + ".type",
                    "invalid_value");
        }
        if (type.equals("image_url")) {
            JsonObject image = Fields.object(part, "image_url", path + ".image_url")
                    .orElseThrow(() -> missing(path + ".image_url"));
            require(Fields.string(image, "url", path + ".image_url.url"), path + ".image_url.url");
            conversation.shows();
            return "[image]";
        }
        return type.equals("text")
                ? Fields.string(part, "text", path + ".text").orElseThrow(() -> missing(path + ".text"))
                : "[" + type + "]";
    }

    private List<Tool> tools() {
        Optional<JsonArray> declared = Fields.array(body, "tools", "tools");
        if (declared.isEmpty()) {
            return List.of();
        }
        if (declared.get().isEmpty()) {
            throw Refusal.invalid(
                    "Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array"
                            + " instead.",
                    "tools",
                    "empty_array");
        }
        List<Tool> tools = new ArrayList<>();
        List<JsonObject> objects = Fields.objects(declared.get(), "tools");
        for (int i = 0; i < objects.size(); i++) {
            String path = "tools[" + i + "].function";
            JsonObject function = require(Fields.object(objects.get(i), "function", path), path);
            String name = Fields.string(function, "name", path + ".name").orElseThrow(() -> missing(path + ".name"));
            JsonObject schema =
                    Fields.object(function, "parameters", path + ".parameters").orElse(new JsonObject());
            tools.add(new Tool(name, schema));
            conversation.carries(function.encode());
        }
        return tools;
    }

    private ToolChoice toolChoice(List<Tool> tools) {
        Object choice = body.getValue("tool_choice");
        if (choice == null || choice.equals("auto")) {
            return new ToolChoice.Auto();
        }
        if (tools.isEmpty()) {
            throw Refusal.invalid(
                    "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.",
                    "tool_choice",
                    "");
        }
        if (choice.equals("none")) {
            return new ToolChoice.None();
        }
        // Once the tools have answered, a model that must call again would never come to an end.
        if (conversation.prompt().isEmpty()) {
            return new ToolChoice.Auto();
        }
        if (choice.equals("required")) {
            return new ToolChoice.Any();
        }
        if (choice instanceof JsonObject named && named.getValue("function") instanceof JsonObject function) {
            String name = Fields.string(function, "name", "tool_choice.function.name")
                    .orElseThrow(() -> missing("tool_choice.function.name"));
            if (tools.stream().noneMatch(tool -> tool.name().equals(name))) {
                throw Refusal.invalid(
                        "Invalid value for 'tool_choice': tool '" + name + "' not found in 'tools' parameter.",
                        "tool_choice",
                        "");
            }
            return new ToolChoice.Named(name);
        }
        throw Refusal.invalid(
                "Invalid value for 'tool_choice'. Supported values are: 'none', 'auto', 'required', and objects.",
                "tool_choice",
                "invalid_value");
    }

    private Format format() {
        Optional<JsonObject> declared = Fields.object(body, "response_format", "response_format");
        String type = declared.flatMap(given -> Fields.string(given, "type", "response_format.type"))
                .orElse("text");
        return switch (type) {
            case "text" -> new Format.Prose();
            case "json_object" -> anyJson();
            case "json_schema" -> schema(declared.orElseThrow());
            default ->
                throw Refusal.invalid(
                        "Invalid value: '" + type
                                + "'. Supported values are: 'json_object', 'json_schema', and 'text'.",
                        "response_format.type",
                        "invalid_value");
        };
    }

    private Format anyJson() {
        if (!conversation.text().toLowerCase(Locale.ROOT).contains("json")) {
            throw Refusal.invalid(
                    "'messages' must contain the word 'json' in some form, to use 'response_format' of type"
                            + " 'json_object'.",
                    "messages",
                    "");
        }
        return new Format.AnyJson();
    }

    private Format schema(JsonObject declared) {
        String path = "response_format.json_schema";
        JsonObject named = Fields.object(declared, "json_schema", path).orElseThrow(() -> missing(path));
        conversation.carries(named.encode());
        return new Format.Schema(
                Fields.object(named, "schema", path + ".schema").orElse(new JsonObject()));
    }

    private static <T> T require(Optional<T> value, String path) {
        return value.orElseThrow(() -> missing(path));
    }

    private static Refusal missing(String path) {
        return Refusal.invalid("Missing required parameter: '" + path + "'.", path, "missing_required_parameter");
    }
}
