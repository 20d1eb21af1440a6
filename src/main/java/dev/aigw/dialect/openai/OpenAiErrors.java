package dev.aigw.dialect.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aigw.dialect.ProviderError;
import dev.aigw.dialect.ProviderError.Kind;
import dev.aigw.dialect.json.Json;
import dev.aigw.dialect.neutral.ErrorKinds;
import dev.aigw.dialect.neutral.ProviderWords;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Errors as OpenAI and the servers that follow it tell them, and as callers of OpenAI's dialect read them. */
public final class OpenAiErrors {
    private static final int MAX_READ = 256 * 1024;

    private OpenAiErrors() {}

    /** Reads an answer that is not 2xx, whatever its bytes. */
    public static ProviderError read(int status, byte[] body) {
        byte[] bytes = body.length > MAX_READ ? Arrays.copyOf(body, MAX_READ) : body;
        Optional<JsonNode> json = parse(bytes);
        if (json.isPresent()) {
            return fromJson(status, json.get());
        }
        String words = ProviderWords.ofPage(status, bytes);
        return new ProviderError(ErrorMeaning.of(status, "", words), status, words);
    }

    /** Reads the value of {@code error} in an event of a stream, or in an answer whose status promised better. */
    static ProviderError inAnswer(byte[] bytes, int from, int to) {
        try {
            ObjectNode whole = Json.mapper().createObjectNode();
            whole.set("error", Json.mapper().readTree(bytes, from, to - from));
            return fromJson(0, whole);
        } catch (IOException e) {
            return new ProviderError(Kind.SERVER, 500, "an error that cannot be read");
        }
    }

    private static Optional<JsonNode> parse(byte[] bytes) {
        try {
            JsonNode json = Json.mapper().readTree(bytes);
            return json.isContainerNode() ? Optional.of(json) : Optional.empty();
        } catch (IOException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    private static ProviderError fromJson(int httpStatus, JsonNode json) {
        JsonNode body = json.isArray() ? json.path(0) : json; // Gemini wraps it in an array
        JsonNode error = body.path("error").isObject() ? body.path("error") : body;
        String codes = String.join(
                        " ",
                        error.path("code").asText(),
                        error.path("type").asText(),
                        error.path("status").asText(),
                        error.path("innererror").path("code").asText(),
                        error.path("error_type").asText())
                .toLowerCase(Locale.ROOT);
        String words = ProviderWords.clean(message(body, error));
        int status = httpStatus != 0 ? httpStatus : statusWithin(error);
        Kind kind = ErrorMeaning.of(status, codes, words);
        return new ProviderError(
                kind, status != 0 ? status : ErrorKinds.statusOf(kind), ProviderWords.orStatus(words, status));
    }

    private static String message(JsonNode body, JsonNode error) {
        for (JsonNode candidate : new JsonNode[] {
            error.path("message"),
            body.path("error"),
            error.path("detail"),
            body.path("error_description"),
            body.path("errors")
        }) {
            if (candidate.isTextual() && !candidate.asText().isBlank()) {
                return candidate.asText();
            }
            JsonNode inner = candidate.isObject() && candidate.has("detail") ? candidate.path("detail") : candidate;
            JsonNode first = inner.isArray() ? inner.path(0) : inner;
            for (String key : new String[] {"msg", "message"}) {
                if (first.path(key).isTextual()) {
                    return first.path(key).asText();
                }
            }
            if (first.isTextual()) {
                return first.asText();
            }
        }
        return "";
    }

    private static int statusWithin(JsonNode error) {
        for (String key : new String[] {"status_code", "code", "status", "http_status"}) {
            int status = error.path(key).asInt();
            if (status >= 400 && status < 600) {
                return status;
            }
        }
        return 0;
    }

    /** An error as an event of a stream. */
    public static Buffer event(ProviderError error) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.putObject("error")
                .put("message", Json.wellFormed(message(error)))
                .put("type", type(error.kind()))
                .putNull("param")
                .put("code", code(error.kind()));
        try {
            return Buffer.buffer("data: ")
                    .appendBytes(Json.mapper().writeValueAsBytes(body))
                    .appendString("\n\n");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an error that cannot be written", e);
        }
    }

    /** What is wrong with our account is nobody's business but ours. */
    private static String message(ProviderError error) {
        return error.kind() == Kind.ACCOUNT ? "The provider refused the gateway's own credential." : error.message();
    }

    private static String type(Kind kind) {
        return switch (kind) {
            case INVALID_REQUEST, CONTEXT_LENGTH, CONTENT_FILTERED -> "invalid_request_error";
            case UNKNOWN_MODEL, ACCOUNT, RATE_LIMITED, OVERLOADED, TIMEOUT, SERVER -> "upstream_error";
        };
    }

    private static String code(Kind kind) {
        return switch (kind) {
            case INVALID_REQUEST -> "invalid_request";
            case CONTEXT_LENGTH -> "context_length_exceeded";
            case CONTENT_FILTERED -> "content_filtered";
            case TIMEOUT -> "provider_timeout";
            case UNKNOWN_MODEL, ACCOUNT, RATE_LIMITED, OVERLOADED, SERVER -> "provider_error";
        };
    }
}
