package dev.aigw.dialect.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aigw.dialect.TokenUsage;
import dev.aigw.dialect.json.Json;

/** Writes usage as OpenAI does; tokens written to a cache stand where OpenRouter has them. */
final class UsageWriter {
    private UsageWriter() {}

    static ObjectNode write(TokenUsage usage) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("prompt_tokens", usage.input());
        json.put("completion_tokens", usage.output());
        json.put("total_tokens", usage.total());
        ObjectNode prompt = json.putObject("prompt_tokens_details").put("cached_tokens", usage.cacheRead());
        if (usage.cacheWrite() > 0) {
            prompt.put("cache_write_tokens", usage.cacheWrite());
        }
        if (usage.audioInput() > 0) {
            prompt.put("audio_tokens", usage.audioInput());
        }
        ObjectNode completion = json.putObject("completion_tokens_details").put("reasoning_tokens", usage.reasoning());
        if (usage.audioOutput() > 0) {
            completion.put("audio_tokens", usage.audioOutput());
        }
        return json;
    }
}
