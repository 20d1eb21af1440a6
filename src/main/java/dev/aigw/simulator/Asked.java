package dev.aigw.simulator;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * What was asked, in whichever dialect.
 *
 * @param prompt the last thing the user said
 * @param conversation everything that was said, which the answer is made from
 * @param inputTokens by {@link Tokens}' rule
 * @param usageWanted whether a stream shall tell its usage
 * @param calls the tools to call now instead of answering
 */
record Asked(
        String model,
        String prompt,
        String conversation,
        int inputTokens,
        OptionalInt maxTokens,
        boolean stream,
        boolean usageWanted,
        List<Tool> calls,
        Format format) {

    Asked {
        calls = List.copyOf(calls);
    }

    /**
     * A function of the caller's.
     *
     * @param schema of its arguments
     */
    record Tool(String name, JsonObject schema) {}

    /** What the answer's text must look like. */
    sealed interface Format {
        record Prose() implements Format {}

        record AnyJson() implements Format {}

        record Schema(JsonObject schema) implements Format {}
    }

    /** Whether tools must be, may be, or may not be called. */
    sealed interface ToolChoice {
        record Auto() implements ToolChoice {}

        record None() implements ToolChoice {}

        record Any() implements ToolChoice {}

        record Named(String name) implements ToolChoice {}

        /**
         * The tools to call: the one that is named, the first if one must be, and else those that the user names with
         * the words "call ...".
         *
         * @param prompt what the user said just now; empty if somebody else spoke last
         */
        static List<Tool> choose(ToolChoice choice, List<Tool> tools, String prompt) {
            String said = prompt.toLowerCase(Locale.ROOT);
            List<Tool> mentioned = tools.stream()
                    .filter(tool -> said.contains("call " + tool.name().toLowerCase(Locale.ROOT)))
                    .toList();
            return switch (choice) {
                case None() -> List.of();
                case Auto() -> mentioned;
                case Any() -> mentioned.isEmpty() ? tools.stream().limit(1).toList() : mentioned;
                case Named(String name) ->
                    tools.stream().filter(tool -> tool.name().equals(name)).toList();
            };
        }
    }
}
