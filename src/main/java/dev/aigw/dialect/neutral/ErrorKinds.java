package dev.aigw.dialect.neutral;

import dev.aigw.dialect.ProviderError.Kind;

/** What statuses of HTTP mean for a request, where the provider says nothing more exact. */
public final class ErrorKinds {
    private ErrorKinds() {}

    public static Kind ofStatus(int status) {
        return switch (status) {
            case 401, 402, 403 -> Kind.ACCOUNT;
            case 404 -> Kind.UNKNOWN_MODEL;
            case 408, 504 -> Kind.TIMEOUT;
            case 429 -> Kind.RATE_LIMITED;
            case 503, 529 -> Kind.OVERLOADED;
            default -> status >= 400 && status < 500 ? Kind.INVALID_REQUEST : Kind.SERVER;
        };
    }

    /** The status that a provider would have answered with, had it not begun to stream. */
    public static int statusOf(Kind kind) {
        return switch (kind) {
            case INVALID_REQUEST, CONTEXT_LENGTH, CONTENT_FILTERED -> 400;
            case UNKNOWN_MODEL -> 404;
            case ACCOUNT -> 401;
            case RATE_LIMITED -> 429;
            case OVERLOADED -> 503;
            case TIMEOUT -> 504;
            case SERVER -> 500;
        };
    }
}
