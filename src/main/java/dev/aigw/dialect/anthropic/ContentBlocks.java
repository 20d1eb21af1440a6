package dev.aigw.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aigw.dialect.neutral.Part;
import dev.aigw.dialect.neutral.Part.Source;
import java.util.List;
import java.util.regex.Pattern;

/** Writes parts of a turn as content blocks. */
final class ContentBlocks {
    private static final Pattern NOT_IN_ID = Pattern.compile("[^a-zA-Z0-9_-]");

    private ContentBlocks() {}

    static void write(ArrayNode blocks, List<Part> parts) {
        parts.forEach(part -> write(blocks, part));
    }

    private static void write(ArrayNode blocks, Part part) {
        switch (part) {
            case Part.Text(String text) -> block(blocks, "text").put("text", text);
            case Part.Image(Source source) -> source(block(blocks, "image"), source);
            case Part.Document(Source source, var name) -> {
                ObjectNode block = block(blocks, "document");
                source(block, source);
                name.ifPresent(title -> block.put("title", title));
            }
            case Part.ToolCall(String id, String name, ObjectNode input) ->
                block(blocks, "tool_use").put("id", id(id)).put("name", name).set("input", input);
            case Part.ToolResult(String callId, List<Part> content) -> {
                ObjectNode block = block(blocks, "tool_result").put("tool_use_id", id(callId));
                if (!content.isEmpty()) {
                    write(block.putArray("content"), content);
                }
            }
            case Part.Reasoning reasoning -> {} // only with Anthropic's own signature, which no other dialect carries
        }
    }

    private static ObjectNode block(ArrayNode blocks, String type) {
        return blocks.addObject().put("type", type);
    }

    private static void source(ObjectNode block, Source source) {
        ObjectNode written = block.putObject("source");
        switch (source) {
            case Source.Inline(String mediaType, String base64) ->
                written.put("type", "base64").put("media_type", mediaType).put("data", base64);
            case Source.PlainText(String text) ->
                written.put("type", "text").put("media_type", "text/plain").put("data", text);
            case Source.Url(String url) -> written.put("type", "url").put("url", url);
        }
    }

    /** Other providers' ids may hold what Anthropic refuses; the same is done to a call and to its result. */
    private static String id(String id) {
        return NOT_IN_ID.matcher(id).replaceAll("_");
    }
}
