package dev.aigw.testing;

import dev.aigw.tenant.LimitSettings;
import dev.aigw.tenant.SubLimit;
import dev.aigw.tenant.TenantSettings;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A tenant that exists for one test. */
public final class TestTenant {
    private final TestTenants tenants;
    private final long id;
    private final String slug;
    private final String secret;

    TestTenant(TestTenants tenants, long id, String slug, String secret) {
        this.tenants = tenants;
        this.id = id;
        this.slug = slug;
        this.secret = secret;
    }

    public long id() {
        return id;
    }

    public String slug() {
        return slug;
    }

    public String secret() {
        return secret;
    }

    /** A token that narrows nothing and is good for five minutes. */
    public String token() {
        return Tokens.hs256(secret, claims());
    }

    /** The same with further claims, or others. */
    public String token(JsonObject more) {
        return Tokens.hs256(secret, claims().mergeIn(more));
    }

    public JsonObject claims() {
        long now = Instant.now().getEpochSecond();
        return new JsonObject().put("sub", slug).put("iat", now).put("exp", now + 300);
    }

    /** An API key that lasts. */
    public String key() {
        return key(Optional.empty());
    }

    public String key(Optional<Instant> expires) {
        return tenants.key(slug, expires).clear();
    }

    /** Revokes the newest key. */
    public void revokeNewestKey() {
        tenants.revokeNewestKey(slug);
    }

    /** Changes the tenant in the database; running gateways hear of it by themselves. */
    public void update(TenantSettings settings) {
        tenants.update(slug, settings);
    }

    /** Sets limits of one of its users, features, plugins or roles, or of {@code *} for each. */
    public void limit(SubLimit.By by, String name, LimitSettings limits) {
        tenants.limit(slug, by, name, limits);
    }

    /** The details of what the audit log has of an action on it. */
    public List<String> audits(String action) {
        return tenants.audits(id, action);
    }

    /** Gives it another secret; this object keeps the old one. */
    public TestTenant rotated(Duration grace) {
        return new TestTenant(tenants, id, slug, tenants.rotate(slug, grace));
    }
}
