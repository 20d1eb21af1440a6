package dev.aigw.cli;

import dev.aigw.audit.AuditEntry;
import dev.aigw.audit.AuditLog;
import dev.aigw.tenant.StoredTenant;
import dev.aigw.tenant.TenantSettings;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aigw connect-code}. */
@Command(
        name = "connect-code",
        description = {
            "Print the one line that connects a site: the gateway's address and the tenant's credential.",
            "",
            "It is pasted into the site's settings and nowhere else: whoever has it can spend the tenant's budget."
        },
        footer = {
            "",
            "Examples:",
            "  aigw connect-code my-site --url https://aigw.example.org --origin https://my-site.example",
            "  aigw connect-code my-site --url https://aigw.example.org --api-key"
        })
final class ConnectCodeCommand implements Callable<Integer> {
    private static final String KEY_NAME = "connect code";

    private final Invocation invocation;

    @Parameters(paramLabel = "TENANT", description = "Whose: its slug.")
    private String slug = "";

    @Option(names = "--url", paramLabel = "URL", required = true, description = "Where the site reaches the gateway.")
    private String url = "";

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            description = "The site's own origin, from which its pages may call; added to the tenant's.")
    private Optional<String> origin = Optional.empty();

    @Option(
            names = "--api-key",
            description = "With a new API key instead of the secret; then the site makes no tokens for browsers.")
    private boolean apiKey;

    ConnectCodeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        String address = ConnectCode.url(url);
        try (Database database = Database.open(invocation)) {
            StoredTenant stored = Tenancy.require(database, slug);
            if (!apiKey) {
                Tenancy.requireReadable(stored);
            }
            origin.ifPresent(added -> allow(database, stored, added));
            ConnectCode code = apiKey
                    ? ConnectCode.ofKey(
                            address,
                            database.ask(database.keys().create(slug, KEY_NAME, Optional.empty(), database.operator()))
                                    .clear())
                    : ConnectCode.ofSecret(
                            address, slug, stored.tenant().secret().value());
            JsonObject detail = new JsonObject().put("url", address).put("api_key", apiKey);
            database.ask(AuditLog.write(
                    database.postgres().pool(),
                    AuditEntry.onTenant(
                            database.operator(),
                            "tenant.connect_code",
                            stored.tenant().id(),
                            detail)));
            tell(stored, address, code);
            return ExitCode.OK;
        }
    }

    private void allow(Database database, StoredTenant stored, String added) {
        List<String> origins = new ArrayList<>(stored.tenant().allowedOrigins());
        if (origins.contains(added)) {
            return;
        }
        if (origins.isEmpty()) {
            invocation.remark("aigw: note: until now pages of any origin could use " + slug + "'s tokens; now only "
                    + added + ".");
        }
        origins.add(added);
        database.ask(
                database.tenants().update(slug, TenantSettings.NONE.withAllowedOrigins(origins), database.operator()));
    }

    /** On stdout nothing but the code, so that a shell can take it. */
    private void tell(StoredTenant stored, String address, ConnectCode code) {
        invocation.remark("aigw: warning: this code holds a credential of " + slug
                + ": paste it into the site's settings, and keep it nowhere else.");
        if (!stored.tenant().active()) {
            invocation.remark("aigw: warning: the gateway will refuse it: " + slug + " is not active.");
        }
        if (invocation.json()) {
            invocation.print(new JsonObject()
                    .put("code", code.text())
                    .put("tenant", slug)
                    .put("url", address));
        } else {
            invocation.out().println(code.text());
        }
    }
}
