package dev.aigw.dialect.neutral;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** A piece of a turn or of an answer. */
public sealed interface Part {

    record Text(String text) implements Part {}

    /** What the model thought aloud before it answered. */
    record Reasoning(String text) implements Part {}

    record Image(Source source) implements Part {}

    /** A file to be read by the model, such as a PDF. */
    record Document(Source source, Optional<String> name) implements Part {}

    /** The model wants a tool of the caller to be run. */
    record ToolCall(String id, String name, ObjectNode input) implements Part {}

    /** What the tool gave; texts and images. */
    record ToolResult(String callId, List<Part> content) implements Part {}

    /** Where the bytes of an image or document are. */
    sealed interface Source {

        /** The bytes themselves, encoded. */
        record Inline(String mediaType, String base64) implements Source {}

        record PlainText(String text) implements Source {}

        record Url(String url) implements Source {}
    }
}
