package dev.aigw.error;

import dev.aigw.error.GatewayError.*;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/**
 * What a caller is told about an error, before it is put into the caller's dialect. The one place where errors get words.
 *
 * @param type the family in OpenAI's and Anthropic's vocabulary, such as {@code invalid_request_error}
 * @param code aigw's own code, as listed in the contract
 * @param param the field at fault
 * @param retryAfter when trying again may help
 */
public record ErrorBody(
        int status, String type, String code, String message, Optional<String> param, Optional<Duration> retryAfter) {

    private static final String INVALID = "invalid_request_error";
    private static final String AUTHENTICATION = "authentication_error";
    private static final String PERMISSION = "permission_error";
    private static final String UPSTREAM = "upstream_error";
    private static final String UNAVAILABLE = "service_unavailable_error";

    public static ErrorBody of(GatewayError error) {
        return switch (error) { // no default: a new error must be given its words here
            case InvalidRequest(Optional<String> field, String reason) ->
                new ErrorBody(400, INVALID, "invalid_request", reason, field, Optional.empty());
            case ContextLengthExceeded(String reason) -> plain(400, INVALID, "context_length_exceeded", reason);
            case ContentFiltered(String reason) -> plain(400, INVALID, "content_filtered", reason);
            case MissingBearer() ->
                plain(401, AUTHENTICATION, "missing_bearer", "Send the header 'Authorization: Bearer <token or key>'.");
            case InvalidToken() ->
                plain(401, AUTHENTICATION, "invalid_token", "The token or key is not valid for this gateway.");
            case TokenExpired() ->
                plain(401, AUTHENTICATION, "token_expired", "The token has expired; have the site make a new one.");
            case ModelNotAllowed(String model) ->
                of(403, PERMISSION, "model_not_allowed", "This caller may not use the model '" + model + "'.", "model");
            case OriginNotAllowed(String origin) ->
                of(403, PERMISSION, "origin_not_allowed", "This caller may not call from '" + origin + "'.", "Origin");
            case ScopeNotAllowed(String scope) ->
                plain(403, PERMISSION, "scope_not_allowed", "This token lacks the scope '" + scope + "'.");
            case BodyNotAllowed() ->
                plain(403, PERMISSION, "body_not_allowed", "This token was made for another body.");
            case UnknownModel(String model) ->
                of(
                        404,
                        INVALID,
                        "unknown_model",
                        "No configured provider has the model '" + model + "'; GET /v1/models lists those there are.",
                        "model");
            case NotFound(String path) -> plain(404, INVALID, "not_found", "There is no route " + path + ".");
            case MethodNotAllowed(String method, String allowed) ->
                plain(405, INVALID, "method_not_allowed", method + " is not served here; use " + allowed + ".");
            case RequestTimeout(Duration limit) ->
                plain(
                        408,
                        INVALID,
                        "request_timeout",
                        "The request did not arrive within " + limit.toSeconds() + " s.");
            case RequestTooLarge(String part, long limit) ->
                of(413, INVALID, "request_too_large", "The " + part + " is larger than " + limit + " bytes.", part);
            case UnsupportedMediaType(String contentType) ->
                of(
                        415,
                        INVALID,
                        "unsupported_media_type",
                        "Send JSON with 'Content-Type: application/json', not '" + contentType + "'.",
                        "Content-Type");
            case RateLimited(Limit limit, String scope, long allowed, Duration retryAfter) ->
                later(
                        429,
                        "rate_limit_error",
                        limit.code(),
                        "The " + scoped(scope) + "limit of " + allowed + " " + unit(limit) + " is reached; retry in "
                                + seconds(retryAfter) + " s.",
                        retryAfter);
            case BudgetExceeded(Limit limit, String scope, long allowed, Optional<Duration> retryAfter) ->
                new ErrorBody(
                        402,
                        "insufficient_quota",
                        limit.code(),
                        "The " + scoped(scope) + "budget of " + usd(allowed) + " USD" + period(limit)
                                + " has no room for this request"
                                + retryAfter
                                        .map(wait -> "; it begins anew in " + seconds(wait) + " s.")
                                        .orElse("."),
                        Optional.empty(),
                        retryAfter);
            case ModelNotPriced(String model) ->
                of(
                        403,
                        PERMISSION,
                        "model_not_priced",
                        "The price of the model '" + model + "' is not known, so this caller may not use it.",
                        "model");
            case RequestInProgress(String reason) -> plain(409, INVALID, "request_in_progress", reason);
            case SecretChanged() ->
                plain(
                        409,
                        INVALID,
                        "secret_changed",
                        "The secret was changed since the one that signed this token; sign with the newest.");
            case TooManyRotations(int allowed, Duration retryAfter) ->
                later(
                        429,
                        "rate_limit_error",
                        "rate_limited_rotations",
                        "The secret was changed " + allowed + " times within an hour; retry in " + seconds(retryAfter)
                                + " s.",
                        retryAfter);
            case RequestIdReused(String requestId) ->
                of(
                        422,
                        INVALID,
                        "request_id_reused",
                        "The request id '" + requestId
                                + "' came before with another body; a new request needs a new id.",
                        "request_id");
            case ProviderFailed(String provider, int status, String reason) ->
                plain(
                        502,
                        UPSTREAM,
                        "provider_error",
                        "The provider '" + provider + "' " + (status == 0 ? "failed: " : "answered " + status + ": ")
                                + reason);
            case ProviderTimeout(String provider, String phase, Duration limit) ->
                plain(
                        504,
                        UPSTREAM,
                        "provider_timeout",
                        "The provider '" + provider + "' sent no " + phase + " within " + limit.toMillis() + " ms.");
            case AllProvidersUnavailable(String reason, Duration retryAfter) ->
                later(503, UNAVAILABLE, "all_providers_unavailable", reason, retryAfter);
            case Draining(Duration retryAfter) ->
                later(503, UNAVAILABLE, "draining", "This gateway is about to stop; try again.", retryAfter);
            case Overloaded(Duration retryAfter) ->
                later(503, UNAVAILABLE, "overloaded", "Too many requests are in flight; try again.", retryAfter);
            case LimiterUnavailable(Duration retryAfter) ->
                later(
                        503,
                        UNAVAILABLE,
                        "limiter_unavailable",
                        "Limits cannot be checked right now; try again.",
                        retryAfter);
            case Internal(String where) ->
                plain(
                        500,
                        "gateway_error",
                        "gateway_error",
                        "The gateway failed. This is our fault; the request id finds it in our log.");
        };
    }

    private static String scoped(String scope) {
        return scope.isEmpty() ? "" : scope + "'s ";
    }

    private static String usd(long nanos) {
        return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
    }

    private static String unit(Limit limit) {
        return switch (limit) {
            case REQUESTS_PER_MINUTE -> "requests per minute";
            case REQUESTS_PER_DAY -> "requests per day (UTC)";
            case TOKENS_PER_MINUTE -> "tokens per minute";
            case CONCURRENT -> "requests at once";
            case BUDGET_DAY, BUDGET_MONTH, BUDGET_TOTAL -> "nano-dollars" + period(limit);
        };
    }

    private static String period(Limit limit) {
        return switch (limit) {
            case BUDGET_DAY -> " per day (UTC)";
            case BUDGET_MONTH -> " per month (UTC)";
            default -> "";
        };
    }

    private static long seconds(Duration wait) {
        return Math.max(1, wait.plusMillis(999).toSeconds());
    }

    private static ErrorBody plain(int status, String type, String code, String message) {
        return new ErrorBody(status, type, code, message, Optional.empty(), Optional.empty());
    }

    private static ErrorBody of(int status, String type, String code, String message, String param) {
        return new ErrorBody(status, type, code, message, Optional.of(param), Optional.empty());
    }

    private static ErrorBody later(int status, String type, String code, String message, Duration retryAfter) {
        return new ErrorBody(status, type, code, message, Optional.empty(), Optional.of(retryAfter));
    }
}
