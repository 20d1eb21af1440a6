package dev.aigw.cli;

import dev.aigw.audit.Actor;
import dev.aigw.config.StoreConfig;
import dev.aigw.postgres.Migrations;
import dev.aigw.postgres.Postgres;
import dev.aigw.tenant.SecretBox;
import dev.aigw.tenant.StoredTenant;
import dev.aigw.tenant.Tenant.Secret;
import dev.aigw.tenant.TenantSettings;
import dev.aigw.tenant.TenantTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** The tenant that a development gateway has from its first start, with limits that trying things out does not meet. */
final class DemoTenant {
    static final String SLUG = "demo";

    private static final Duration TOKEN_TTL = Duration.ofDays(365);
    private static final TenantSettings SETTINGS = TenantSettings.NONE
            .withName("Demo")
            .withRates(OptionalLong.of(600), OptionalLong.of(100_000))
            .withMaxTokenTtl(Duration.ofDays(400));

    private DemoTenant() {}

    /** What can be called with: a token for calls by hand, the secret for a site. */
    record Access(String token, Secret secret) {}

    /** Makes it if it is not there, the schema included. */
    static Future<Access> access(Vertx vertx, StoreConfig stores, Actor by) {
        Postgres postgres = Postgres.open(vertx, stores.postgresUrl().value(), 1, stores.connectTimeout());
        TenantTable tenants = new TenantTable(
                postgres,
                new SecretBox(
                        stores.masterKey().value(), stores.previousMasterKey().map(key -> key.value())));
        return new Migrations(postgres)
                .apply()
                .compose(migrated -> tenants.find(SLUG))
                .compose(
                        found -> found.map(Future::succeededFuture).orElseGet(() -> tenants.create(SLUG, SETTINGS, by)))
                .map(DemoTenant::accessOf)
                .eventually(postgres::close);
    }

    private static Access accessOf(StoredTenant stored) {
        if (!stored.secretReadable()) {
            throw new CommandFailed(
                    ExitCode.FAILED,
                    "The master key does not open the secret of tenant '" + SLUG
                            + "' in this database. Use the AIGW_MASTER_KEY it was made with, or give the tenant a new"
                            + " secret: aigw tenant rotate-secret " + SLUG);
        }
        Duration ttl = stored.tenant().maxTokenTtl().compareTo(TOKEN_TTL) < 0
                ? stored.tenant().maxTokenTtl()
                : TOKEN_TTL;
        Secret secret = stored.tenant().secret();
        return new Access(new TokenDraft(SLUG, Instant.now(), ttl, new JsonObject()).sign(secret), secret);
    }
}
