package dev.aigw.cli;

import dev.aigw.audit.AuditEntry;
import dev.aigw.audit.AuditLog;
import dev.aigw.tenant.StoredTenant;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aigw tenant show}. */
@Command(name = "show", description = "Show a tenant.")
final class TenantShow implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "TENANT", description = "Its slug.")
    private String slug = "";

    @Option(names = "--secret", description = "Its secret too. The audit log remembers who asked.")
    private boolean withSecret;

    TenantShow(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Database database = Database.open(invocation)) {
            StoredTenant stored = Tenancy.require(database, slug);
            JsonObject json = new TenantSheet(stored).json();
            String text = new TenantSheet(stored).text();
            if (withSecret) {
                Tenancy.requireReadable(stored);
                database.ask(AuditLog.write(
                        database.postgres().pool(),
                        AuditEntry.onTenant(
                                database.operator(),
                                "tenant.show_secret",
                                stored.tenant().id(),
                                new JsonObject())));
                String secret = stored.tenant().secret().value();
                json.put("secret", secret);
                text = new TenantSheet(stored).textWith(secret);
            }
            if (invocation.json()) {
                invocation.print(json);
            } else {
                invocation.out().print(text);
            }
            return ExitCode.OK;
        }
    }
}
