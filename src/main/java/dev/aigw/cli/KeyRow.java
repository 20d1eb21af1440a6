package dev.aigw.cli;

import dev.aigw.tenant.ApiKey;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** An API key as commands show it: never the key itself. */
record KeyRow(ApiKey key) {

    JsonObject json() {
        return new JsonObject()
                .put("id", key.id())
                .put("prefix", key.prefix())
                .put("name", key.name())
                .put("state", state(Instant.now()))
                .put("expires_at", key.expiresAt().map(Instant::toString).orElse(null))
                .put("revoked_at", key.revokedAt().map(Instant::toString).orElse(null));
    }

    String state(Instant now) {
        if (key.revokedAt().isPresent()) {
            return "revoked";
        }
        return key.usableAt(now) ? "usable" : "expired";
    }

    String expires() {
        return key.expiresAt().map(Shown::time).orElse("never");
    }
}
