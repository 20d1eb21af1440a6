package dev.aigw.dialect.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.aigw.dialect.TokenUsage;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads a usage object in any of the spellings that servers of OpenAI's dialect have. Some report fewer completion tokens
 * than they charge, because reasoning is only in the total (Gemini) or beside it: what the total has beyond input and
 * output counts as reasoning output.
 */
final class UsageReader {
    private long input = -1;
    private long output = -1;
    private long total = -1;
    private long cacheRead;
    private long cacheWrite;
    private long reasoning;
    private long audioInput;
    private long audioOutput;

    private UsageReader() {}

    /** Reads the object whose opening brace the parser has just read; empty when it says nothing of tokens. */
    static Optional<TokenUsage> read(JsonParser parser) throws IOException {
        UsageReader reader = new UsageReader();
        reader.object(parser, Of.BOTH);
        return reader.usage();
    }

    /** Which tokens an object is about. */
    private enum Of {
        BOTH,
        INPUT,
        OUTPUT
    }

    private void object(JsonParser parser, Of of) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "prompt_tokens_details", "input_tokens_details" -> details(parser, value, Of.INPUT);
                case "completion_tokens_details", "output_tokens_details" -> details(parser, value, Of.OUTPUT);
                case "prompt_tokens", "input_tokens" -> input = tokens(parser, input);
                case "completion_tokens", "output_tokens" -> output = tokens(parser, output);
                case "total_tokens" -> total = tokens(parser, total);
                case "cached_tokens", "prompt_cache_hit_tokens", "num_cached_tokens" ->
                    cacheRead = Math.max(cacheRead, tokens(parser, 0));
                case "cache_write_tokens", "cache_creation_tokens" -> cacheWrite = tokens(parser, 0);
                case "reasoning_tokens" -> reasoning = Math.max(reasoning, tokens(parser, 0));
                case "audio_tokens" -> audio(tokens(parser, 0), of);
                default -> parser.skipChildren();
            }
        }
    }

    private void details(JsonParser parser, JsonToken value, Of of) throws IOException {
        if (value == JsonToken.START_OBJECT) {
            object(parser, of);
        } else {
            parser.skipChildren();
        }
    }

    private void audio(long tokens, Of of) {
        switch (of) {
            case INPUT -> audioInput = tokens;
            case OUTPUT -> audioOutput = tokens;
            case BOTH -> {
                // Nobody says it there; which side it would mean is anybody's guess.
            }
        }
    }

    /** A count of tokens, in a string if it must be; {@code otherwise} for anything else. */
    private static long tokens(JsonParser parser, long otherwise) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING -> Math.max(0, parser.getValueAsLong(otherwise));
            default -> {
                parser.skipChildren();
                yield otherwise;
            }
        };
    }

    private Optional<TokenUsage> usage() {
        if (input < 0 && output < 0) {
            return Optional.empty();
        }
        long in = Math.max(0, input);
        long out = Math.max(0, output);
        if (total > in + out) {
            reasoning = Math.max(reasoning, total - in - out);
            out = total - in;
        }
        return Optional.of(new TokenUsage(
                in,
                Math.min(cacheRead, in),
                Math.min(cacheWrite, in),
                out,
                Math.min(reasoning, out),
                0,
                Math.min(audioInput, in),
                Math.min(audioOutput, out)));
    }
}
