package dev.aigw.audit;

import io.vertx.core.json.JsonObject;
import java.util.OptionalLong;

/**
 * One thing that someone did.
 *
 * @param action what, as {@code thing.verb}
 * @param detail what changed; never a secret, a key or a prompt
 */
public record AuditEntry(Actor by, String action, OptionalLong tenantId, OptionalLong apiKeyId, JsonObject detail) {

    public static AuditEntry onTenant(Actor by, String action, long tenantId, JsonObject detail) {
        return new AuditEntry(by, action, OptionalLong.of(tenantId), OptionalLong.empty(), detail);
    }

    public static AuditEntry onKey(Actor by, String action, long tenantId, long apiKeyId, JsonObject detail) {
        return new AuditEntry(by, action, OptionalLong.of(tenantId), OptionalLong.of(apiKeyId), detail);
    }
}
