package dev.aigw.simulator;

import dev.aigw.simulator.Asked.Format;
import dev.aigw.simulator.Asked.Tool;
import dev.aigw.simulator.Asked.ToolChoice;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A messages request, read as Anthropic reads it. */
final class AnthropicRequest {
    private final JsonObject body;
    private final Conversation conversation = new Conversation();

    private AnthropicRequest(JsonObject body) {
        this.body = body;
    }

    static Asked read(JsonObject body, MultiMap headers) {
        if (!headers.contains("anthropic-version")) {
            throw Refusal.invalid("anthropic-version: header is required");
        }
        return new AnthropicRequest(body).asked();
    }

    private Asked asked() {
        String model = Fields.string(body, "model", "model").orElseThrow(() -> missing("model"));
        OptionalInt limit = Fields.positive(body, "max_tokens");
        if (limit.isEmpty()) {
            throw missing("max_tokens");
        }
        Object system = body.getValue("system");
        if (system != null) {
            conversation.says("system", text(system, "system"));
        }
        messages();
        List<Tool> tools = tools();
        Format format = format();
        return new Asked(
                model,
                conversation.lastUser(),
                conversation.text(),
                conversation.tokens(),
                limit,
                Fields.flag(body, "stream", "stream"),
                true,
                ToolChoice.choose(toolChoice(tools), tools, conversation.prompt()),
                format);
    }

    private void messages() {
        JsonArray messages = Fields.array(body, "messages", "messages").orElseThrow(() -> missing("messages"));
        if (messages.isEmpty()) {
            throw Refusal.invalid("messages: at least one message is required");
        }
        List<JsonObject> objects = Fields.objects(messages, "messages");
        for (int i = 0; i < objects.size(); i++) {
            message(objects.get(i), "messages." + i);
        }
    }

    private void message(JsonObject message, String path) {
        String role = Fields.string(message, "role", path + ".role").orElseThrow(() -> missing(path + ".role"));
        if (!role.equals("user") && !role.equals("assistant")) {
            throw Refusal.invalid("messages: Unexpected role \"" + role
                    + "\". Allowed roles are \"user\" or \"assistant\". The Messages API accepts a top-level `system`"
                    + " parameter, not \"system\" as an input message role.");
        }
        Object content = message.getValue("content");
        if (content == null) {
            throw missing(path + ".content");
        }
        String text = text(content, path + ".content");
        if (text.isEmpty() && role.equals("user")) {
            throw Refusal.invalid(path + ": user messages must have non-empty content");
        }
        conversation.says(answersTool(content) ? "tool" : role, text);
    }

    private static boolean answersTool(Object content) {
        return content instanceof JsonArray blocks
                && blocks.stream()
                        .anyMatch(block ->
                                block instanceof JsonObject object && "tool_result".equals(object.getValue("type")));
    }

    private String text(Object content, String path) {
        if (content instanceof String text) {
            return text;
        }
        if (!(content instanceof JsonArray blocks)) {
            throw Refusal.invalid(path + ": Input should be a valid string or list");
        }
        StringBuilder text = new StringBuilder();
        List<JsonObject> objects = Fields.objects(blocks, path);
        for (int i = 0; i < objects.size(); i++) {
            text.append(block(objects.get(i), path + "." + i));
        }
        return text.toString();
    }

    private String block(JsonObject block, String path) {
        String type = Fields.string(block, "type", path + ".type").orElseThrow(() -> missing(path + ".type"));
        return switch (type) {
            case "text" -> Fields.string(block, "text", path + ".text").orElseThrow(() -> missing(path + ".text.text"));
            case "image" -> {
                require(Fields.object(block, "source", path + ".source"), path + ".image.source");
                conversation.shows();
                yield "[image]";
            }
            case "tool_result" -> {
                require(Fields.string(block, "tool_use_id", path + ".tool_use_id"), path + ".tool_result.tool_use_id");
                Object result = block.getValue("content");
                yield result == null ? "[tool_result]" : text(result, path + ".content");
            }
            case "tool_use" -> block.encode();
            default -> "[" + type + "]";
        };
    }

    private List<Tool> tools() {
        List<Tool> tools = new ArrayList<>();
        JsonArray declared = Fields.array(body, "tools", "tools").orElse(new JsonArray());
        List<JsonObject> objects = Fields.objects(declared, "tools");
        for (int i = 0; i < objects.size(); i++) {
            String path = "tools." + i;
            JsonObject tool = objects.get(i);
            String name = Fields.string(tool, "name", path + ".name").orElseThrow(() -> missing(path + ".name"));
            // A tool with a type of its own runs at the vendor's and has no schema.
            Optional<JsonObject> schema = Fields.object(tool, "input_schema", path + ".input_schema");
            if (schema.isEmpty() && (!tool.containsKey("type") || "custom".equals(tool.getValue("type")))) {
                throw missing(path + ".custom.input_schema");
            }
            schema.ifPresent(given -> tools.add(new Tool(name, given)));
            conversation.carries(tool.encode());
        }
        return tools;
    }

    private ToolChoice toolChoice(List<Tool> tools) {
        Optional<JsonObject> choice = Fields.object(body, "tool_choice", "tool_choice");
        String type = choice.flatMap(given -> Fields.string(given, "type", "tool_choice.type"))
                .orElse("auto");
        if (!type.equals("none") && conversation.prompt().isEmpty()) {
            return new ToolChoice.Auto();
        }
        return switch (type) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "any" -> new ToolChoice.Any();
            case "tool" -> named(choice.orElseThrow(), tools);
            default ->
                throw Refusal.invalid("tool_choice: Input tag '" + type
                        + "' found using 'type' does not match any of the expected tags: 'auto', 'any', 'tool',"
                        + " 'none'");
        };
    }

    private static ToolChoice named(JsonObject choice, List<Tool> tools) {
        String name = require(Fields.string(choice, "name", "tool_choice.name"), "tool_choice.tool.name");
        if (tools.stream().noneMatch(tool -> tool.name().equals(name))) {
            throw Refusal.invalid("Tool '" + name + "' not found in provided tools");
        }
        return new ToolChoice.Named(name);
    }

    private Format format() {
        Optional<JsonObject> format = Fields.object(body, "output_config", "output_config")
                .flatMap(config -> Fields.object(config, "format", "output_config.format"))
                .or(() -> Fields.object(body, "output_format", "output_format"));
        return format.flatMap(given -> Fields.object(given, "schema", "output_config.format.schema"))
                .map(schema -> {
                    conversation.carries(schema.encode());
                    return (Format) new Format.Schema(schema);
                })
                .orElse(new Format.Prose());
    }

    private static <T> T require(Optional<T> value, String path) {
        return value.orElseThrow(() -> missing(path));
    }

    private static Refusal missing(String path) {
        return Refusal.invalid(path + ": Field required");
    }
}
