package dev.aigw.tenant;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this process knows of all tenants, and what of it is stale. */
final class TenantSnapshot {
    private static final Logger LOG = LoggerFactory.getLogger(TenantSnapshot.class);

    private final Map<Long, Tenants.Entry> entries = new LinkedHashMap<>();

    Tenants.Snapshot all() {
        return new Tenants.Snapshot(List.copyOf(entries.values()));
    }

    /** The tenants that are new, changed or gone when the table is at these versions. */
    Set<Long> staleAgainst(Map<Long, Long> versions) {
        Set<Long> stale = new HashSet<>();
        versions.forEach((id, version) -> {
            Tenants.Entry known = entries.get(id);
            if (known == null || known.tenant().version() != version) {
                stale.add(id);
            }
        });
        entries.keySet().stream().filter(id -> !versions.containsKey(id)).forEach(stale::add);
        return stale;
    }

    /**
     * Takes in what the table says.
     *
     * @param asked all ids that were looked for; one of them that was not found is gone, and told as inactive
     * @return what lanes must hear
     */
    List<Tenants.Changed> apply(Collection<Long> asked, List<StoredTenant> found) {
        List<Tenants.Changed> changes = new ArrayList<>();
        Set<Long> gone = new HashSet<>(asked);
        for (StoredTenant tenant : found) {
            if (!tenant.secretReadable()) {
                LOG.error(
                        "tenant secret unreadable, it is shut out until its secret is rotated or the master key is right"
                                + " tenant={}",
                        tenant.tenant().slug());
            }
            gone.remove(tenant.tenant().id());
            entries.put(tenant.tenant().id(), tenant.entry());
            changes.add(new Tenants.Changed(tenant.entry()));
        }
        for (Long id : gone) {
            Tenants.Entry last = entries.remove(id);
            if (last != null) {
                changes.add(new Tenants.Changed(new Tenants.Entry(shutOut(last.tenant()), List.of())));
            }
        }
        return changes;
    }

    private static Tenant shutOut(Tenant last) {
        return new Tenant(
                last.id(),
                last.slug(),
                last.name(),
                false,
                last.secret(),
                last.previousSecret(),
                last.limits(),
                last.subLimits(),
                last.policy(),
                last.allowedModels(),
                last.allowedOrigins(),
                last.maxTokenTtl(),
                last.version() + 1);
    }
}
