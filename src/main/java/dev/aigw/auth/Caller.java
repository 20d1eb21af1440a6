package dev.aigw.auth;

import dev.aigw.tenant.Tenant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Who is calling, and what their credential narrows. Nothing in a token widens what the tenant may do.
 *
 * @param models patterns of the token beside the tenant's own; empty means no narrowing
 * @param maxTokens ceiling on output tokens
 * @param requestsPerMinute the smaller of the tenant's and the token's
 * @param origin the only browser origin the token is good for
 * @param user who, as told by the site
 * @param feature what for, as told by the site
 * @param scopes what the token may be used for; empty means everything
 */
public record Caller(
        Tenant tenant,
        List<String> models,
        OptionalLong maxTokens,
        long requestsPerMinute,
        Optional<String> origin,
        Optional<String> user,
        Optional<String> feature,
        Set<String> scopes) {

    public Caller {
        models = List.copyOf(models);
        scopes = Set.copyOf(scopes);
    }

    /** A caller with a credential that narrows nothing. */
    public static Caller of(Tenant tenant) {
        return new Caller(
                tenant,
                List.of(),
                OptionalLong.empty(),
                tenant.requestsPerMinute(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of());
    }

    public boolean may(String scope) {
        return scopes.isEmpty() || scopes.contains(scope);
    }

    /** Whether a request from this browser origin may use the credential; no origin means no browser. */
    public boolean mayComeFrom(Optional<String> requestOrigin) {
        if (origin.isPresent()) {
            return requestOrigin.equals(origin);
        }
        return requestOrigin.isEmpty()
                || tenant.allowedOrigins().isEmpty()
                || tenant.allowedOrigins().contains(requestOrigin.get());
    }
}
