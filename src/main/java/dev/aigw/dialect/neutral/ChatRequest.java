package dev.aigw.dialect.neutral;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A chat request in no dialect.
 *
 * @param system what the model is told before the conversation, in order
 * @param turns the conversation, at least one; neighbours may be of the same side
 * @param maxTokens the most tokens of the answer
 */
public record ChatRequest(
        List<String> system,
        List<Turn> turns,
        OptionalLong maxTokens,
        Optional<BigDecimal> temperature,
        Optional<BigDecimal> topP,
        List<String> stop,
        List<Tool> tools,
        ToolChoice toolChoice,
        boolean parallelToolCalls,
        Optional<String> user,
        ResponseFormat format) {

    public enum Side {
        USER,
        ASSISTANT
    }

    /** What one side says at a time. */
    public record Turn(Side side, List<Part> parts) {}

    /** A function of the caller that the model may ask for; {@code schema} describes its input. */
    public record Tool(String name, Optional<String> description, ObjectNode schema) {}

    /** Whether the model must ask for a tool. */
    public sealed interface ToolChoice {
        record Auto() implements ToolChoice {}

        record None() implements ToolChoice {}

        record Required() implements ToolChoice {}

        record Named(String tool) implements ToolChoice {}
    }

    /** What the text of the answer must look like. */
    public sealed interface ResponseFormat {
        record Text() implements ResponseFormat {}

        /** Any JSON object. */
        record JsonObject() implements ResponseFormat {}

        record JsonSchema(ObjectNode schema) implements ResponseFormat {}
    }
}
