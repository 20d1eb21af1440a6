package dev.aigw.tenant;

import dev.aigw.bus.Bus;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The active tenants and their keys as one lane knows them: plain maps on its event loop, kept up to date by the tenant
 * verticle. What it last heard stays in force while Postgres is away.
 */
public final class TenantDirectory {
    private final Map<Long, Tenants.Entry> byId = new HashMap<>();
    private final Map<String, Tenant> bySlug = new HashMap<>();
    private final Map<String, KeyHolder> byKeyHash = new HashMap<>();
    private final Origins origins = new Origins();

    /** A directory that has heard of every tenant, and hears of every change from now on; call on the lane's event loop. */
    public static Future<TenantDirectory> open(Bus bus, Duration timeout) {
        TenantDirectory directory = new TenantDirectory();
        // Listen first: a change between question and answer is newer than the answer, and apply keeps the newer.
        bus.listen(Tenants.CHANGED, changed -> directory.apply(changed.entry()));
        return bus.question(Tenants.SNAPSHOT, timeout)
                .ask(new Tenants.Everything())
                .map(snapshot -> {
                    snapshot.entries().forEach(directory::apply);
                    return directory;
                });
    }

    public Optional<Tenant> bySlug(String slug) {
        return Optional.ofNullable(bySlug.get(slug));
    }

    /** The holder of the key; whether the key has expired is for the caller to check. */
    public Optional<KeyHolder> byKeyHash(String hash) {
        return Optional.ofNullable(byKeyHash.get(hash));
    }

    /** Whether any active tenant may be called by a browser from there. */
    public boolean mayBeCalledFrom(String origin) {
        return origins.contains(origin);
    }

    /** All that it has heard of, inactive ones too. */
    public List<Tenant> all() {
        return byId.values().stream().map(Tenants.Entry::tenant).toList();
    }

    /** Takes the tenant as it is now, unless something newer is known already. */
    public void apply(Tenants.Entry entry) {
        Tenant tenant = entry.tenant();
        Tenants.Entry known = byId.get(tenant.id());
        if (known != null && known.tenant().version() > tenant.version()) {
            return;
        }
        if (known != null) {
            forget(known);
        }
        byId.put(tenant.id(), entry);
        if (tenant.active()) {
            bySlug.put(tenant.slug(), tenant);
            origins.add(tenant.allowedOrigins());
            entry.keys().forEach(key -> byKeyHash.put(key.hash(), new KeyHolder(tenant, key)));
        }
    }

    private void forget(Tenants.Entry known) {
        // A tenant made anew under the same slug is another tenant: it stays.
        bySlug.computeIfPresent(
                known.tenant().slug(),
                (slug, held) -> held.id() == known.tenant().id() ? null : held);
        known.keys().forEach(key -> byKeyHash.remove(key.hash()));
        if (known.tenant().active()) {
            origins.remove(known.tenant().allowedOrigins());
        }
    }

    public record KeyHolder(Tenant tenant, ApiKey key) {}
}
