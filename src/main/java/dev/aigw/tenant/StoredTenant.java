package dev.aigw.tenant;

import java.time.Instant;
import java.util.List;

/**
 * A tenant as the database has it, for operators and for the snapshot.
 *
 * @param keys its usable API keys
 * @param secretReadable false when no master key opens its secret; the tenant is then inactive, whatever its row says
 */
public record StoredTenant(
        Tenant tenant, List<ApiKey> keys, boolean secretReadable, Instant createdAt, Instant updatedAt) {
    public StoredTenant {
        keys = List.copyOf(keys);
    }

    Tenants.Entry entry() {
        return new Tenants.Entry(tenant, keys);
    }
}
