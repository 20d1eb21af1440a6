package dev.aigw.chat;

import dev.aigw.dialect.ProviderError;
import dev.aigw.error.GatewayError;
import dev.aigw.provider.Providers.Answer;
import dev.aigw.provider.Providers.Kind;
import dev.aigw.usage.UsageEvent.Status;
import java.time.Duration;
import java.util.Optional;

/**
 * Why an attempt gave no answer, and what follows from it.
 *
 * @param error what the caller is told if nothing else answers
 * @param status what the ledger says of the attempt
 * @param another whether another candidate may do better
 * @param retryAfter until when trying this one again is known to be of no use
 * @param tried whether the provider saw the request, so that the attempt has a row in the ledger
 * @param billed whether it may be billed although it brought nothing
 */
record Setback(
        GatewayError error,
        Status status,
        boolean another,
        Optional<Duration> retryAfter,
        boolean tried,
        boolean billed) {

    /** An attempt that ran out of time or was left may be billed all the same; one that was refused is not. */
    Setback(GatewayError error, Status status, boolean another, Optional<Duration> retryAfter, boolean tried) {
        this(error, status, another, retryAfter, tried, status != Status.ERROR);
    }

    /** The caller left; nobody reads the error. */
    static final Setback CANCELLED = new Setback(
            new GatewayError.Internal("nobody is there to read this"), Status.CANCELLED, false, Optional.empty(), true);

    static Setback of(String provider, Answer.Failed failed) {
        if (failed.kind() == Kind.CANCELLED) {
            return CANCELLED;
        }
        boolean late = failed.kind() == Kind.TIMEOUT_HEAD || failed.kind() == Kind.TIMEOUT_BODY;
        GatewayError error = late
                ? new GatewayError.ProviderTimeout(
                        provider,
                        failed.kind() == Kind.TIMEOUT_HEAD ? "answer" : "further part of its answer",
                        failed.limit())
                : new GatewayError.ProviderFailed(provider, 0, "it " + failed.reason() + ".");
        Status status = late ? Status.TIMEOUT : Status.ERROR;
        return new Setback(error, status, true, Optional.empty(), failed.kind() != Kind.CONNECT);
    }

    static Setback of(String provider, Answer.Unavailable unavailable) {
        return new Setback(
                new GatewayError.AllProvidersUnavailable(
                        "The provider '" + provider + "' is left alone: " + unavailable.reason() + ".",
                        unavailable.retryAfter()),
                Status.ERROR,
                true,
                Optional.of(unavailable.retryAfter()),
                false);
    }

    static Setback of(String provider, String model, ProviderError said, Optional<Duration> wait) {
        GatewayError error = switch (said.kind()) {
            case INVALID_REQUEST -> GatewayError.InvalidRequest.of(said.message());
            case CONTEXT_LENGTH -> new GatewayError.ContextLengthExceeded(said.message());
            case CONTENT_FILTERED -> new GatewayError.ContentFiltered(said.message());
            case UNKNOWN_MODEL -> new GatewayError.UnknownModel(model);
            // Its words may hold parts of our key or account; the access log has the status.
            case ACCOUNT ->
                new GatewayError.ProviderFailed(
                        provider, said.status(), "it refused the gateway's credential or account.");
            case RATE_LIMITED ->
                wait.<GatewayError>map(until -> new GatewayError.AllProvidersUnavailable(
                                "The provider '" + provider + "' limits the gateway: " + said.message(), until))
                        .orElse(new GatewayError.ProviderFailed(provider, said.status(), said.message()));
            case TIMEOUT, OVERLOADED, SERVER ->
                new GatewayError.ProviderFailed(provider, said.status(), said.message());
        };
        Status status = said.kind() == ProviderError.Kind.TIMEOUT ? Status.TIMEOUT : Status.ERROR;
        return new Setback(error, status, said.worthAnotherCandidate(), wait, true);
    }

    /** Images that are too many bytes are made and paid for; another candidate would make as many. */
    static Setback ofImages(String provider, Answer.Failed failed) {
        Setback setback = of(provider, failed);
        return failed.kind() == Kind.TOO_LARGE
                ? new Setback(setback.error, setback.status, false, Optional.empty(), true, true)
                : setback;
    }

    /** The provider's dialect has no words for the request; another's may. */
    static Setback untranslatable(GatewayError error) {
        return new Setback(error, Status.ERROR, true, Optional.empty(), false);
    }

    /** A 2xx that is not an answer. */
    static Setback malformed(String provider, String what) {
        return new Setback(
                new GatewayError.ProviderFailed(provider, 200, "its answer cannot be read: " + what + "."),
                Status.ERROR,
                true,
                Optional.empty(),
                true);
    }
}
