package dev.aigw.error;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** The form errors take on a route: what its clients know how to read. */
public enum ErrorDialect {
    /** aigw's own: {@code {"error": code, "detail", "request_id"}}, so that {@code $json['error']} can be printed. */
    GATEWAY {
        @Override
        public Buffer write(ErrorBody error, String requestId) {
            JsonObject json = new JsonObject().put("error", error.code()).put("detail", error.message());
            error.param().ifPresent(param -> json.put("param", param));
            return json.put("request_id", requestId).toBuffer();
        }
    },
    /** OpenAI's: {@code {"error": {"message", "type", "param", "code"}}}. */
    OPENAI {
        @Override
        public Buffer write(ErrorBody error, String requestId) {
            return new JsonObject()
                    .put(
                            "error",
                            new JsonObject()
                                    .put("message", error.message())
                                    .put("type", error.type())
                                    .put("param", error.param().orElse(null))
                                    .put("code", error.code()))
                    .toBuffer();
        }
    },
    /** Anthropic's: {@code {"type": "error", "error": {"type", "message"}, "request_id"}}. */
    ANTHROPIC {
        @Override
        public Buffer write(ErrorBody error, String requestId) {
            return new JsonObject()
                    .put("type", "error")
                    .put(
                            "error",
                            new JsonObject().put("type", anthropicType(error)).put("message", error.message()))
                    .put("request_id", requestId)
                    .toBuffer();
        }
    };

    public abstract Buffer write(ErrorBody error, String requestId);

    /** The dialect of whatever is, or would be, served at this path. */
    public static ErrorDialect ofPath(String path) {
        if (path.startsWith("/v1/messages")) {
            return ANTHROPIC;
        }
        return path.startsWith("/v1/") || path.equals("/v1") ? OPENAI : GATEWAY;
    }

    private static String anthropicType(ErrorBody error) {
        return switch (error.status()) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503 -> "overloaded_error";
            case 504 -> "timeout_error";
            default -> error.status() < 500 ? "invalid_request_error" : "api_error";
        };
    }
}
