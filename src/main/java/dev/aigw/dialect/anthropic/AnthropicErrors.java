package dev.aigw.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aigw.dialect.ProviderError;
import dev.aigw.dialect.ProviderError.Kind;
import dev.aigw.dialect.json.Json;
import dev.aigw.dialect.neutral.ErrorKinds;
import dev.aigw.dialect.neutral.ProviderWords;
import java.io.IOException;
import java.util.Locale;

/** Errors as Anthropic tells them. */
public final class AnthropicErrors {
    private AnthropicErrors() {}

    /** Reads an answer that is not 2xx, whatever its bytes. */
    public static ProviderError read(int status, byte[] body) {
        try {
            JsonNode json = Json.mapper().readTree(body);
            if (json.path("error").isObject()) {
                return of(status, json.path("error"));
            }
        } catch (IOException | IllegalStateException e) {
            // not from Anthropic itself but from something before it
        }
        return new ProviderError(ErrorKinds.ofStatus(status), status, ProviderWords.ofPage(status, body));
    }

    /** Reads an error event, or an error in the place of an answer. */
    static ProviderError inAnswer(JsonNode event) {
        return of(0, event.path("error"));
    }

    private static ProviderError of(int status, JsonNode error) {
        String words = ProviderWords.clean(error.path("message").asText());
        String type = error.path("type").asText();
        Kind kind = kind(status, type, words.toLowerCase(Locale.ROOT));
        return new ProviderError(
                kind,
                status != 0 ? status : ErrorKinds.statusOf(kind),
                words.isEmpty() ? ProviderWords.clean(type.isEmpty() ? "no reason given" : type) : words);
    }

    private static Kind kind(int status, String type, String words) {
        return switch (type) {
            case "authentication_error", "permission_error", "billing_error" -> Kind.ACCOUNT;
            case "not_found_error" -> Kind.UNKNOWN_MODEL;
            case "rate_limit_error" -> Kind.RATE_LIMITED;
            case "overloaded_error" -> Kind.OVERLOADED;
            case "timeout_error" -> Kind.TIMEOUT;
            case "api_error" -> Kind.SERVER;
            case "request_too_large" -> Kind.INVALID_REQUEST;
            case "invalid_request_error" -> invalidRequest(words);
            default -> status == 0 ? Kind.SERVER : ErrorKinds.ofStatus(status);
        };
    }

    /** The type says little; the words tell a long prompt, an empty purse and a filter from a mistake. */
    private static Kind invalidRequest(String words) {
        if (words.contains("prompt is too long")
                || words.contains("exceed context limit")
                || words.contains("context window")) {
            return Kind.CONTEXT_LENGTH;
        }
        if (words.contains("credit balance") || words.contains("usage limits")) {
            return Kind.ACCOUNT;
        }
        return words.contains("content filtering policy") ? Kind.CONTENT_FILTERED : Kind.INVALID_REQUEST;
    }
}
