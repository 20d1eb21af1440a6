package dev.aigw.cli;

import dev.aigw.tenant.Tenant;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A tenant's token before it is signed.
 *
 * @param tenant its slug
 * @param narrowing further claims; each only ever takes something away
 */
record TokenDraft(String tenant, Instant issuedAt, Duration ttl, JsonObject narrowing) {
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    private static final String HMAC = "HmacSHA256";

    Instant expiresAt() {
        return Instant.ofEpochSecond(issuedAt.plus(ttl).getEpochSecond());
    }

    JsonObject claims() {
        return new JsonObject()
                .put("sub", tenant)
                .put("iat", issuedAt.getEpochSecond())
                .put("exp", expiresAt().getEpochSecond())
                .mergeIn(narrowing);
    }

    /** The JWT (RFC 7515, compact), signed HS256 with the tenant's secret. */
    String sign(Tenant.Secret secret) {
        String signed = base64(HEADER.getBytes(StandardCharsets.UTF_8))
                + "."
                + base64(claims().encode().getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), HMAC));
            return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
