package dev.aigw.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aigw.dialect.TokenUsage;
import java.util.Optional;

/** Tokens as Anthropic counts them: cached input stands beside the rest of the input; in a stream each report replaces. */
final class AnthropicUsage {
    private long input;
    private long cacheRead;
    private long cacheWrite;
    private long cacheWriteHour;
    private long output;
    private long thinking;
    private boolean reported;

    void take(JsonNode usage) {
        if (!usage.isObject()) {
            return;
        }
        reported = reported
                || usage.path("output_tokens").isNumber()
                || usage.path("input_tokens").isNumber();
        input = tokens(usage, "input_tokens", input);
        cacheRead = tokens(usage, "cache_read_input_tokens", cacheRead);
        cacheWrite = tokens(usage, "cache_creation_input_tokens", cacheWrite);
        cacheWriteHour = tokens(usage.path("cache_creation"), "ephemeral_1h_input_tokens", cacheWriteHour);
        output = tokens(usage, "output_tokens", output);
        thinking = tokens(usage.path("output_tokens_details"), "thinking_tokens", thinking);
    }

    private static long tokens(JsonNode usage, String name, long before) {
        JsonNode value = usage.path(name);
        return value.isNumber() ? Math.max(0, value.asLong()) : before;
    }

    Optional<TokenUsage> total() {
        if (!reported) {
            return Optional.empty();
        }
        // The hour's part is in the sum of all writes; where somebody tells no sum, it is all there is.
        long written = Math.max(cacheWrite, cacheWriteHour);
        return Optional.of(new TokenUsage(
                input + cacheRead + written,
                cacheRead,
                written,
                output,
                Math.min(thinking, output),
                cacheWriteHour,
                0,
                0));
    }
}
