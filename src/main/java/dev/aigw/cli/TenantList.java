package dev.aigw.cli;

import dev.aigw.tenant.StoredTenant;
import dev.aigw.tenant.Tenant;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code aigw tenant list}. */
@Command(name = "list", description = "Show all tenants.")
final class TenantList implements Callable<Integer> {
    private final Invocation invocation;

    TenantList(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Database database = Database.open(invocation)) {
            List<StoredTenant> all = database.ask(database.tenants().list());
            if (invocation.json()) {
                invocation.print(new JsonArray(all.stream()
                        .map(stored -> new TenantSheet(stored).json())
                        .toList()));
            } else {
                invocation.out().print(table(all).text());
            }
            return ExitCode.OK;
        }
    }

    private static TextTable table(List<StoredTenant> all) {
        TextTable table = new TextTable()
                .left("TENANT")
                .left("NAME")
                .left("ACTIVE")
                .right("A MINUTE")
                .right("A DAY")
                .right("KEYS")
                .left("MODELS")
                .left("CREATED (UTC)");
        for (StoredTenant stored : all) {
            Tenant tenant = stored.tenant();
            table.row(
                    tenant.slug(),
                    tenant.name(),
                    new TenantSheet(stored).active(),
                    Shown.count(tenant.requestsPerMinute()),
                    Shown.count(tenant.requestsPerDay()),
                    Shown.count(stored.keys().size()),
                    Shown.list(tenant.allowedModels(), "all"),
                    Shown.time(stored.createdAt()));
        }
        return table;
    }
}
