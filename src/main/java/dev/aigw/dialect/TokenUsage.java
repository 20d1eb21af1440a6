package dev.aigw.dialect;

/**
 * Tokens as the provider reported them, in one meaning for all dialects.
 *
 * @param input all input tokens, cached ones included
 * @param cacheRead the part of {@code input} that was read from the provider's cache
 * @param cacheWrite the part of {@code input} that was written to the provider's cache
 * @param output all output tokens, reasoning included
 * @param reasoning the part of {@code output} that was spent on reasoning
 */
public record TokenUsage(long input, long cacheRead, long cacheWrite, long output, long reasoning) {
    public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0, 0);

    public long total() {
        return input + output;
    }
}
