package dev.aigw.tenant;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A static credential of a tenant, for clients that cannot mint tokens; only its hash is kept.
 *
 * @param hash SHA-256 of the whole key as lower-case hex; the key has 256 random bits, so no slower hash is needed
 * @param prefix the first characters, by which people recognise it
 */
public record ApiKey(
        long id,
        long tenantId,
        String hash,
        String prefix,
        String name,
        Optional<Instant> expiresAt,
        Optional<Instant> revokedAt) {

    /** How every key begins. */
    public static final String PREFIX = "aigw_sk_";

    /** What is kept of a key in place of it. */
    public static String hashOf(String key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    public boolean usableAt(Instant now) {
        return revokedAt.isEmpty() && expiresAt.map(now::isBefore).orElse(true);
    }
}
