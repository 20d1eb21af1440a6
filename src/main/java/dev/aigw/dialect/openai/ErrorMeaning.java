package dev.aigw.dialect.openai;

import dev.aigw.dialect.ProviderError.Kind;
import dev.aigw.dialect.neutral.ErrorKinds;
import java.util.Locale;

/** What an error of a server of OpenAI's dialect means: codes first, then words, then the status, which differs most. */
final class ErrorMeaning {
    private static final String[] TOO_LONG = {
        "maximum context length",
        "context window",
        "context length",
        "prompt is too long",
        "token limit reached",
        "exceeds the maximum number of tokens",
        "input token count"
    };

    private ErrorMeaning() {}

    /**
     * Judges an error.
     *
     * @param status 0 when the error came without one
     * @param codes the error's codes and types in lower case, in one string
     */
    static Kind of(int status, String codes, String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        if (hasAny(codes, "context_length", "context_window") || (aboutTheRequest(status) && hasAny(lower, TOO_LONG))) {
            return Kind.CONTEXT_LENGTH;
        }
        if (hasAny(
                codes, "content_filter", "content_policy", "responsibleaipolicy", "moderation", "inspection_failed")) {
            return Kind.CONTENT_FILTERED;
        }
        if (isAccount(codes)) {
            return Kind.ACCOUNT;
        }
        if (hasAny(
                codes,
                "model_not_found",
                "deploymentnotfound",
                "invalid_model",
                "model_not_available",
                "unknown_model")) {
            return Kind.UNKNOWN_MODEL;
        }
        if (hasAny(codes, "rate_limit", "resource_exhausted", "too_many_requests")) {
            return Kind.RATE_LIMITED;
        }
        if (hasAny(codes, "overloaded", "unavailable", "over_capacity")) {
            return Kind.OVERLOADED;
        }
        return switch (status) {
            case 0 -> withoutStatus(codes);
            case 400 -> badRequest(lower);
            default -> ErrorKinds.ofStatus(status);
        };
    }

    private static boolean aboutTheRequest(int status) {
        return status == 0 || status == 400 || status == 413 || status == 422;
    }

    private static boolean isAccount(String codes) {
        return hasAny(
                codes,
                "insufficient_quota",
                "insufficient_credits",
                "invalid_api_key",
                "invalid_authentication",
                "authentication_error",
                "unauthenticated",
                "permission",
                "billing",
                "account_deactivated",
                "access_terminated");
    }

    private static Kind withoutStatus(String codes) {
        if (codes.contains("timeout")) {
            return Kind.TIMEOUT;
        }
        return hasAny(codes, "invalid_request", "tool_use_failed") ? Kind.INVALID_REQUEST : Kind.SERVER;
    }

    /** Some servers say 400 for everything. */
    private static Kind badRequest(String words) {
        if (words.contains("api key not valid")) {
            return Kind.ACCOUNT;
        }
        if (words.contains("content management policy")) {
            return Kind.CONTENT_FILTERED;
        }
        return words.contains("model") && words.contains("does not exist") ? Kind.UNKNOWN_MODEL : Kind.INVALID_REQUEST;
    }

    private static boolean hasAny(String text, String... parts) {
        for (String part : parts) {
            if (text.contains(part)) {
                return true;
            }
        }
        return false;
    }
}
