package dev.aigw.auth;

import dev.aigw.config.AuthConfig;
import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import dev.aigw.tenant.ApiKey;
import dev.aigw.tenant.TenantDirectory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.Optional;

/**
 * Tells who is calling from the {@code Authorization} header: a tenant's JWT or an API key. Asks nobody outside the lane,
 * so it needs no store to be up. One per lane.
 */
public final class Authenticator {
    private static final String BEARER = "Bearer ";

    private final AuthConfig config;
    private final TenantDirectory tenants;
    private final Clock clock;
    private final TokenVerifier tokens;

    public Authenticator(Vertx vertx, AuthConfig config, TenantDirectory tenants, Clock clock) {
        this.config = config;
        this.tenants = tenants;
        this.clock = clock;
        this.tokens = new TokenVerifier(vertx, config, tenants, clock);
    }

    /**
     * The caller of a request.
     *
     * @param scope what the route is for; a token whose {@code scope} lacks it is refused
     * @return fails with a {@link GatewayException} that tells the caller why
     */
    public Future<Caller> authenticate(HttpServerRequest request, String scope) {
        String header = request.headers().get(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Future.failedFuture(new GatewayException(new GatewayError.MissingBearer()));
        }
        String credential = header.substring(BEARER.length()).trim();
        if (credential.isEmpty()) {
            return Future.failedFuture(new GatewayException(new GatewayError.MissingBearer()));
        }
        if (credential.length() > config.maxTokenBytes()) {
            return Future.failedFuture(TokenClaims.invalid());
        }
        Future<Caller> caller = credential.startsWith(ApiKey.PREFIX) ? byKey(credential) : tokens.verify(credential);
        return caller.compose(known -> admit(known, request, scope));
    }

    private static Future<Caller> admit(Caller caller, HttpServerRequest request, String scope) {
        if (!caller.may(scope)) {
            return Future.failedFuture(new GatewayException(new GatewayError.ScopeNotAllowed(scope)));
        }
        Optional<String> origin = Optional.ofNullable(request.headers().get(HttpHeaders.ORIGIN));
        if (!caller.mayComeFrom(origin)) {
            return Future.failedFuture(
                    new GatewayException(new GatewayError.OriginNotAllowed(origin.orElse("nowhere"))));
        }
        return Future.succeededFuture(caller);
    }

    private Future<Caller> byKey(String key) {
        return tenants.byKeyHash(ApiKey.hashOf(key))
                .filter(holder -> holder.tenant().active() && holder.key().usableAt(clock.instant()))
                .map(holder -> Future.succeededFuture(Caller.of(holder.tenant())))
                .orElseGet(() -> Future.failedFuture(TokenClaims.invalid()));
    }
}
