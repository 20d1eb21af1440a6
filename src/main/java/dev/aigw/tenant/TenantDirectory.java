package dev.aigw.tenant;

import java.util.Optional;

/** Placeholder. */
public final class TenantDirectory {
    public Optional<Tenant> bySlug(String slug) {
        return Optional.empty();
    }

    public Optional<KeyHolder> byKeyHash(String hash) {
        return Optional.empty();
    }
    /** Placeholder. */
    public record KeyHolder(Tenant tenant, ApiKey key) {}
}
