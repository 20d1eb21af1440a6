package dev.aigw.auth;

import dev.aigw.tenant.Limits;
import dev.aigw.tenant.SubLimit.By;
import dev.aigw.tenant.Tenant;
import dev.aigw.tenant.Tenant.Secret;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Who is calling, and what their credential narrows. Nothing in a token widens what the tenant may do.
 *
 * @param models patterns of the token beside the tenant's own; empty means no narrowing
 * @param maxTokens ceiling on output tokens
 * @param requestsPerMinute the smaller of the tenant's and the token's
 * @param origin the only one of the tenant's browser origins that the token is good for
 * @param names who and what it is for, as told by the site
 * @param scopes what the token may be used for; empty means everything
 * @param limits of those it is for, beside what the tenant sets; the smaller holds
 * @param once present when the token is good for one call
 * @param body present when the token is good for calls with one body only
 * @param signedWith the tenant's secret that signed the token; absent for an API key
 */
public record Caller(
        Tenant tenant,
        List<String> models,
        OptionalLong maxTokens,
        long requestsPerMinute,
        Optional<String> origin,
        Map<By, String> names,
        Set<String> scopes,
        Map<By, Limits> limits,
        Optional<Once> once,
        Optional<BodyHash> body,
        Optional<Secret> signedWith) {

    /** What a token for one call may be for. */
    private static final Set<String> CALLS = Set.of("chat", "images");

    public Caller {
        models = List.copyOf(models);
        names = Map.copyOf(names);
        scopes = Set.copyOf(scopes);
        limits = Map.copyOf(limits);
    }

    /** A caller with a credential that narrows nothing. */
    public static Caller of(Tenant tenant) {
        return new Caller(
                tenant,
                List.of(),
                OptionalLong.empty(),
                tenant.requestsPerMinute(),
                Optional.empty(),
                Map.of(),
                Set.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** A token for one call, or for one body, is for nothing but calls. */
    public boolean may(String scope) {
        return (scopes.isEmpty() || scopes.contains(scope))
                && ((once.isEmpty() && body.isEmpty()) || CALLS.contains(scope));
    }

    /** Whether the credential is good for a call with this body. */
    public boolean maySend(Buffer sent) {
        return body.isEmpty() || body.get().matches(sent);
    }

    /** Which user, feature, plugin or role, as far as the credential says. */
    public Optional<String> name(By by) {
        return Optional.ofNullable(names.get(by));
    }

    /** What holds for one of them, or for the nameless where the call names none; absent when nothing limits it. */
    public Optional<Limits> limitsOf(By by, Optional<String> name) {
        Optional<Limits> told = Optional.ofNullable(limits.get(by));
        Optional<Limits> set = name.flatMap(known -> tenant.limitsOf(by, known));
        return set.isPresent() && told.isPresent() ? Optional.of(set.get().narrowedBy(told.get())) : set.or(() -> told);
    }

    /**
     * The one call that a token is good for.
     *
     * @param id its request id, the token's {@code jti}
     * @param until when the token is over, and the call may be forgotten
     */
    public record Once(String id, Instant until) {}

    /** Whether a request from this browser origin may use the credential; no origin means no browser. */
    public boolean mayComeFrom(Optional<String> requestOrigin) {
        boolean ofTenant = requestOrigin.isEmpty()
                || tenant.allowedOrigins().isEmpty()
                || tenant.allowedOrigins().contains(requestOrigin.get());
        return ofTenant && (origin.isEmpty() || requestOrigin.equals(origin));
    }
}
