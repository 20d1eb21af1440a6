package dev.aigw.dialect;

/**
 * Tokens as the provider reported them, in one meaning for all dialects.
 *
 * @param input all input tokens, cached ones included
 * @param cacheRead the part of {@code input} that was read from the provider's cache
 * @param cacheWrite the part of {@code input} that was written to the provider's cache, for however long
 * @param output all output tokens, reasoning included
 * @param reasoning the part of {@code output} that was spent on reasoning
 * @param cacheWriteLong the part of {@code cacheWrite} that the cache keeps longer than usual (an hour, at Anthropic)
 * @param audioInput the part of {@code input} that is sound; told apart from what was cached
 * @param audioOutput the part of {@code output} that is sound
 */
public record TokenUsage(
        long input,
        long cacheRead,
        long cacheWrite,
        long output,
        long reasoning,
        long cacheWriteLong,
        long audioInput,
        long audioOutput) {
    public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0, 0);

    /** Tokens of text, cached for the usual time if at all. */
    public TokenUsage(long input, long cacheRead, long cacheWrite, long output, long reasoning) {
        this(input, cacheRead, cacheWrite, output, reasoning, 0, 0, 0);
    }

    public long total() {
        return input + output;
    }
}
