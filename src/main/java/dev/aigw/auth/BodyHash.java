package dev.aigw.auth;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/** The SHA-256 of the one body that a token is good for, as its claim {@code body_sha256} has it: in base64url without padding. */
public record BodyHash(String base64Url) {
    private static final int BYTES = 32;

    /** Empty for what is no such text. */
    static Optional<BodyHash> read(String claim) {
        try {
            byte[] hash = Base64.getUrlDecoder().decode(claim);
            return hash.length == BYTES ? Optional.of(of(hash)) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    boolean matches(Buffer body) {
        try {
            return equals(of(MessageDigest.getInstance("SHA-256").digest(body.getBytes())));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static BodyHash of(byte[] hash) {
        return new BodyHash(Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
    }
}
