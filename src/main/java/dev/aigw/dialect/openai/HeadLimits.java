package dev.aigw.dialect.openai;

import dev.aigw.dialect.json.Json;

/**
 * How much of a request is read.
 *
 * @param maxDepth of nested arrays and objects, at most {@value Json#MAX_DEPTH}
 */
public record HeadLimits(int maxDepth, int maxMessages) {
    public static final HeadLimits DEFAULT = new HeadLimits(100, 10_000);

    public HeadLimits {
        if (maxDepth < 4 || maxDepth > Json.MAX_DEPTH) {
            throw new IllegalArgumentException("maxDepth must be 4 to " + Json.MAX_DEPTH);
        }
        if (maxMessages < 1) {
            throw new IllegalArgumentException("maxMessages must be at least 1");
        }
    }
}
