package dev.aigw.dialect;

/**
 * What a provider said when it did not answer, in one meaning for all dialects.
 *
 * @param status of HTTP; for an error inside a stream the nearest one
 * @param message the provider's own words, at most 2,000 characters
 */
public record ProviderError(Kind kind, int status, String message) {

    /** What it means for the request. */
    public enum Kind {
        /** The request itself is wrong; another provider would say the same. */
        INVALID_REQUEST,
        CONTEXT_LENGTH,
        CONTENT_FILTERED,
        UNKNOWN_MODEL,
        /** Our credential or account is at fault: key, permission, quota, billing. */
        ACCOUNT,
        RATE_LIMITED,
        OVERLOADED,
        TIMEOUT,
        SERVER
    }

    /** Whether another candidate may do better. */
    public boolean worthAnotherCandidate() {
        return switch (kind) {
            case INVALID_REQUEST, CONTENT_FILTERED, CONTEXT_LENGTH -> false;
            case UNKNOWN_MODEL, ACCOUNT, RATE_LIMITED, OVERLOADED, TIMEOUT, SERVER -> true;
        };
    }
}
