package dev.aigw.cli;

import dev.aigw.audit.AuditEntry;
import dev.aigw.audit.AuditLog;
import dev.aigw.config.ConfigLoader;
import dev.aigw.dev.DevState;
import dev.aigw.tenant.ConnectCode;
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
            "  aigw connect-code my-site --api-key           with http.public-url in the configuration"
        })
final class ConnectCodeCommand implements Callable<Integer> {
    private static final String KEY_NAME = "connect code";

    private final Invocation invocation;

    @Parameters(paramLabel = "TENANT", description = "Whose: its slug.")
    private String slug = "";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "Where the site reaches the gateway. Default: http.public-url of the configuration, else the development"
                            + " gateway that runs here.")
    private Optional<String> url = Optional.empty();

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
        String address = address();
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

    /** Where the site reaches the gateway, as far as anybody said. */
    private String address() {
        if (url.isPresent()) {
            try {
                return ConnectCode.url(url.get());
            } catch (IllegalArgumentException e) {
                throw new CommandFailed(ExitCode.USAGE, "--url: '" + url.get() + "' " + e.getMessage() + ".", e);
            }
        }
        return ConfigLoader.loadPublicUrl(ConfigLoader.Mode.SERVE, invocation.sources())
                .or(() -> Database.dev(invocation).map(DevState::url))
                .orElseThrow(
                        () -> new CommandFailed(
                                ExitCode.USAGE,
                                "Where does the site reach the gateway? Say it with --url, or once for all with http.public-url."));
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
