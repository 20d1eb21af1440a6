package dev.aigw.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.aigw.config.AuthConfig;
import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import dev.aigw.tenant.Tenant;
import dev.aigw.tenant.TenantDirectory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Verifies tenants' tokens: JWTs signed HS256 with the tenant's own secret (RFC 7515, RFC 7519), told by {@code sub}. A
 * verified token is remembered until it ends or its tenant changes. One per lane.
 */
final class TokenVerifier {
    private static final JsonFactory JSON = new JsonFactory();
    /** Checked against when there is no such tenant, so that the refusal takes as long as any other. */
    private static final String NOBODYS_SECRET = "there is no tenant with this secret";

    private final Vertx vertx;
    private final AuthConfig config;
    private final TenantDirectory tenants;
    private final Clock clock;
    private final JWTAuth nobody;
    private final Map<Long, Keys> keys = new HashMap<>();
    private final Map<String, Verified> verified;

    TokenVerifier(Vertx vertx, AuthConfig config, TenantDirectory tenants, Clock clock) {
        this.vertx = vertx;
        this.config = config;
        this.tenants = tenants;
        this.clock = clock;
        this.nobody = auth(NOBODYS_SECRET);
        this.verified = new LinkedHashMap<>(256, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Verified> eldest) {
                return size() > config.maxCachedTokens();
            }
        };
    }

    Future<Caller> verify(String token) {
        Verified known = verified.get(token);
        if (known == null) {
            return verifyAnew(token);
        }
        Tenant tenant = known.caller.tenant();
        if (tenants.bySlug(tenant.slug())
                        .map(now -> now.version() == tenant.version())
                        .orElse(false)
                && (known.secretEndMillis == Long.MAX_VALUE || clock.millis() < known.secretEndMillis)) {
            return clock.millis() < known.expiryMillis ? known.granted : expired(token);
        }
        verified.remove(token);
        return verifyAnew(token);
    }

    private Future<Caller> expired(String token) {
        verified.remove(token);
        return Future.failedFuture(new GatewayException(new GatewayError.TokenExpired()));
    }

    private Future<Caller> verifyAnew(String token) {
        Optional<Tenant> tenant = subject(token).flatMap(tenants::bySlug).filter(Tenant::active);
        if (tenant.isEmpty()) {
            return signedBy(nobody, new TokenCredentials(token))
                    .transform(never -> Future.failedFuture(TokenClaims.invalid()));
        }
        Tenant signer = tenant.get();
        Keys signing = keys.compute(
                signer.id(), (id, old) -> old != null && old.version == signer.version() ? old : keys(signer));
        TokenCredentials credentials = new TokenCredentials(token);
        return signedBy(signing.current, credentials)
                .map(user -> accept(token, user, signer, signer.secret(), Long.MAX_VALUE))
                .recover(refused -> refused instanceof GatewayException || signing.previous.isEmpty()
                        ? Future.failedFuture(refused)
                        : withPreviousSecret(signing.previous.get(), credentials, signer))
                .recover(refused ->
                        Future.failedFuture(refused instanceof GatewayException ? refused : TokenClaims.invalid()));
    }

    private Future<Caller> withPreviousSecret(JWTAuth previous, TokenCredentials credentials, Tenant signer) {
        Tenant.PreviousSecret before = signer.previousSecret().orElseThrow();
        Instant until = before.validUntil();
        if (!clock.instant().isBefore(until)) {
            return Future.failedFuture(TokenClaims.invalid());
        }
        return signedBy(previous, credentials)
                .map(user -> accept(credentials.getToken(), user, signer, before.secret(), until.toEpochMilli()));
    }

    /** Checks the signature; claims of an odd type make Vert.x throw instead of refuse. */
    private static Future<User> signedBy(JWTAuth key, TokenCredentials credentials) {
        try {
            return key.authenticate(credentials);
        } catch (RuntimeException oddClaim) {
            return Future.failedFuture(TokenClaims.invalid());
        }
    }

    private Caller accept(String token, User user, Tenant tenant, Tenant.Secret signedWith, long secretEndMillis) {
        JsonObject claims = user.attributes().getJsonObject("accessToken");
        Instant now = clock.instant();
        Instant expires = TokenClaims.expiry(claims, tenant, config, now);
        if (!now.isBefore(expires)) {
            throw new GatewayException(new GatewayError.TokenExpired());
        }
        Caller caller = TokenClaims.caller(claims, tenant, expires, signedWith);
        if (caller.once().isEmpty()) { // else it will hardly come again
            verified.put(
                    token,
                    new Verified(caller, Future.succeededFuture(caller), expires.toEpochMilli(), secretEndMillis));
        }
        return caller;
    }

    /** Whom the token claims to be from; nothing else of it is believed before the signature is checked. */
    private static Optional<String> subject(String token) {
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (first < 0 || second < 0) {
            return Optional.empty();
        }
        try (JsonParser parser = JSON.createParser(Base64.getUrlDecoder().decode(token.substring(first + 1, second)))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean sub = parser.currentName().equals("sub");
                JsonToken value = parser.nextToken();
                if (sub) {
                    return value == JsonToken.VALUE_STRING ? Optional.of(parser.getText()) : Optional.empty();
                }
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (IOException | IllegalArgumentException notJson) {
            return Optional.empty();
        }
    }

    private Keys keys(Tenant tenant) {
        return new Keys(
                tenant.version(),
                auth(tenant.secret().value()),
                tenant.previousSecret().map(previous -> auth(previous.secret().value())));
    }

    private JWTAuth auth(String secret) {
        return JWTAuth.create(
                vertx,
                new JWTAuthOptions()
                        .addPubSecKey(
                                new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(secret))
                        // Ends and beginnings are checked by TokenClaims, to the tenant's rules.
                        .setJWTOptions(new JWTOptions()
                                .setAlgorithm("HS256")
                                .setIgnoreExpiration(true)
                                .setLeeway(Integer.MAX_VALUE / 2)));
    }

    private record Keys(long version, JWTAuth current, Optional<JWTAuth> previous) {}

    private record Verified(Caller caller, Future<Caller> granted, long expiryMillis, long secretEndMillis) {}
}
