package dev.aigw.tenant;

import java.time.Instant;
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

    public boolean usableAt(Instant now) {
        return revokedAt.isEmpty() && expiresAt.map(now::isBefore).orElse(true);
    }
}
