package dev.aigw.simulator;

import java.util.List;

/**
 * A made-up answer, before it is put into a vendor's form.
 *
 * @param seed what ids are made of; the same question has the same
 * @param pieces the text as a stream sends it
 */
record Answered(
        String model,
        String seed,
        List<String> pieces,
        List<Call> calls,
        Stop stop,
        int inputTokens,
        int cachedTokens,
        int outputTokens) {

    Answered {
        pieces = List.copyOf(pieces);
        calls = List.copyOf(calls);
    }

    enum Stop {
        END,
        LENGTH,
        TOOL
    }

    /**
     * A tool call.
     *
     * @param arguments JSON
     */
    record Call(String name, String arguments) {
        /** The arguments as a stream sends them. */
        List<String> pieces() {
            return Pieces.ofLength(arguments, 8);
        }
    }

    String text() {
        return String.join("", pieces);
    }
}
