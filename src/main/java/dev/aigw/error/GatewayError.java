package dev.aigw.error;

import java.time.Duration;
import java.util.Optional;

/**
 * Everything that can go wrong from a caller's point of view. The list is closed: {@link ErrorBody} gives each its status,
 * code and words, and nothing else reaches a caller.
 */
public sealed interface GatewayError {

    /** The request cannot be understood; {@code field} names the part that is wrong, as a JSON path or a header name. */
    record InvalidRequest(Optional<String> field, String reason) implements GatewayError {
        public static InvalidRequest of(String field, String reason) {
            return new InvalidRequest(Optional.of(field), reason);
        }

        public static InvalidRequest of(String reason) {
            return new InvalidRequest(Optional.empty(), reason);
        }
    }

    /** The prompt and the answer do not fit the model; the reason is the provider's own. */
    record ContextLengthExceeded(String reason) implements GatewayError {}

    /** The provider's own filter refused the prompt; the reason is the provider's own. */
    record ContentFiltered(String reason) implements GatewayError {}

    record MissingBearer() implements GatewayError {}

    /** Also for an unknown or inactive tenant: the outside cannot tell them apart. */
    record InvalidToken() implements GatewayError {}

    record TokenExpired() implements GatewayError {}

    record ModelNotAllowed(String model) implements GatewayError {}

    record OriginNotAllowed(String origin) implements GatewayError {}

    /** A token that was made for something else. */
    record ScopeNotAllowed(String scope) implements GatewayError {}

    /** A token that was made for another body. */
    record BodyNotAllowed() implements GatewayError {}

    record UnknownModel(String model) implements GatewayError {}

    record NotFound(String path) implements GatewayError {}

    record MethodNotAllowed(String method, String allowed) implements GatewayError {}

    /** A body that did not arrive in time. */
    record RequestTimeout(Duration limit) implements GatewayError {}

    /** A body, header or URL beyond its limit; {@code part} says which. */
    record RequestTooLarge(String part, long limitBytes) implements GatewayError {}

    record UnsupportedMediaType(String contentType) implements GatewayError {}

    /**
     * A limit that waiting brings back.
     *
     * @param scope whose it is, in words such as {@code user}; empty for the tenant as a whole
     */
    record RateLimited(Limit limit, String scope, long allowed, Duration retryAfter) implements GatewayError {}

    /**
     * Money that no short wait brings back.
     *
     * @param limit which budget
     * @param retryAfter until its period is over; absent when it has none
     */
    record BudgetExceeded(Limit limit, String scope, long allowedNanos, Optional<Duration> retryAfter)
            implements GatewayError {}

    /** The model's price is not known, and the tenant is not served without one. */
    record ModelNotPriced(String model) implements GatewayError {}

    /** The same request is under way, or was answered, where its answer cannot be had. */
    record RequestInProgress(String reason) implements GatewayError {}

    /** The token was signed with a secret that is no longer the tenant's newest. */
    record SecretChanged() implements GatewayError {}

    /** A tenant changed its secret so often within an hour that its sites may not keep up. */
    record TooManyRotations(int allowed, Duration retryAfter) implements GatewayError {}

    /** Another body came under the same request id. */
    record RequestIdReused(String requestId) implements GatewayError {}

    /** The provider refused or broke; {@code status} is what it answered, 0 when it did not answer at all. */
    record ProviderFailed(String provider, int status, String reason) implements GatewayError {}

    record ProviderTimeout(String provider, String phase, Duration limit) implements GatewayError {}

    record AllProvidersUnavailable(String reason, Duration retryAfter) implements GatewayError {}

    record Draining(Duration retryAfter) implements GatewayError {}

    record Overloaded(Duration retryAfter) implements GatewayError {}

    record LimiterUnavailable(Duration retryAfter) implements GatewayError {}

    /** A bug of ours; {@code where} is for the log, never for the caller. */
    record Internal(String where) implements GatewayError {}

    /** What a tenant, or one of its users or features, can have too much of. */
    enum Limit {
        REQUESTS_PER_MINUTE("rate_limited_minute"),
        REQUESTS_PER_DAY("rate_limited_day"),
        TOKENS_PER_MINUTE("rate_limited_tokens"),
        CONCURRENT("too_many_concurrent"),
        BUDGET_DAY("budget_exceeded"),
        BUDGET_MONTH("budget_exceeded"),
        BUDGET_TOTAL("budget_exceeded");

        private final String code;

        Limit(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }

        public boolean isBudget() {
            return this == BUDGET_DAY || this == BUDGET_MONTH || this == BUDGET_TOTAL;
        }
    }
}
