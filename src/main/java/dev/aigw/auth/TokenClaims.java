package dev.aigw.auth;

import dev.aigw.auth.Caller.Once;
import dev.aigw.config.AuthConfig;
import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import dev.aigw.tenant.SubLimit.By;
import dev.aigw.tenant.Tenant;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads the claims of a token whose signature has been checked (RFC 7519), and what they narrow. */
final class TokenClaims {
    private TokenClaims() {}

    /** When the token ends; refuses one without an end, or one that lives longer than its tenant allows. */
    static Instant expiry(JsonObject claims, Tenant tenant, AuthConfig config, Instant now) {
        Instant expires = instant(claims, "exp").orElseThrow(TokenClaims::invalid);
        Instant issued = instant(claims, "iat").orElse(now);
        Instant latestStart = now.plus(config.leeway());
        boolean early = issued.isAfter(latestStart)
                || instant(claims, "nbf").map(latestStart::isBefore).orElse(false);
        boolean lasting = expires.isAfter(issued.plus(tenant.maxTokenTtl()).plus(config.leeway()));
        if (early || lasting) {
            throw invalid();
        }
        return expires;
    }

    static Caller caller(JsonObject claims, Tenant tenant, Instant expires, Tenant.Secret signedWith) {
        OptionalLong perMinute = positive(claims, "rpm");
        return new Caller(
                tenant,
                strings(claims, "models"),
                positive(claims, "max_tokens"),
                perMinute.isPresent()
                        ? Math.min(perMinute.getAsLong(), tenant.requestsPerMinute())
                        : tenant.requestsPerMinute(),
                string(claims, "origin"),
                names(claims),
                string(claims, "scope")
                        .map(scopes -> Set.of(scopes.trim().split(" +")))
                        .orElse(Set.of()),
                LimitClaims.read(claims),
                once(claims, expires),
                string(claims, "body_sha256").map(hash -> BodyHash.read(hash).orElseThrow(TokenClaims::invalid)),
                Optional.of(signedWith));
    }

    private static Map<By, String> names(JsonObject claims) {
        Map<By, String> names = new EnumMap<>(By.class);
        for (By by : By.values()) {
            string(claims, by.word()).ifPresent(name -> names.put(by, name));
        }
        return names;
    }

    private static Optional<Once> once(JsonObject claims, Instant expires) {
        Object value = claims.getValue("once");
        if (value == null || value.equals(false)) {
            return Optional.empty();
        }
        String id = string(claims, "jti").orElseThrow(TokenClaims::invalid);
        if (!value.equals(true) || !id.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            throw invalid();
        }
        return Optional.of(new Once(id, expires));
    }

    static GatewayException invalid() {
        return new GatewayException(new GatewayError.InvalidToken());
    }

    private static Optional<Instant> instant(JsonObject claims, String name) {
        Object value = claims.getValue(name);
        if (value == null) {
            return Optional.empty();
        }
        // A NumericDate may have a fraction; beyond the year 9999 it is nonsense.
        if (value instanceof Number seconds && Math.abs(seconds.doubleValue()) < 253_402_300_800d) {
            return Optional.of(Instant.ofEpochMilli(Math.round(seconds.doubleValue() * 1000)));
        }
        throw invalid();
    }

    private static OptionalLong positive(JsonObject claims, String name) {
        Object value = claims.getValue(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value instanceof Number number && number.longValue() > 0) {
            return OptionalLong.of(number.longValue());
        }
        throw invalid();
    }

    private static Optional<String> string(JsonObject claims, String name) {
        Object value = claims.getValue(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && !text.isBlank() && text.length() <= 256) {
            return Optional.of(text);
        }
        throw invalid(); // a claim that should narrow but cannot be read must not be passed over
    }

    private static List<String> strings(JsonObject claims, String name) {
        Object value = claims.getValue(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof String one) {
            return List.of(one);
        }
        if (value instanceof JsonArray many && !many.isEmpty() && many.stream().allMatch(String.class::isInstance)) {
            return many.stream().map(String.class::cast).toList();
        }
        throw invalid();
    }
}
