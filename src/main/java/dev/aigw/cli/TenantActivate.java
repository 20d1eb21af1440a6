package dev.aigw.cli;

import dev.aigw.tenant.TenantSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code aigw tenant activate}. */
@Command(name = "activate", description = "Let a tenant in again.")
final class TenantActivate implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "TENANT", description = "Its slug.")
    private String slug = "";

    TenantActivate(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Database database = Database.open(invocation)) {
            Tenancy.require(database, slug);
            new TenantChange(invocation, database)
                    .tell(database.tenants().update(slug, TenantSettings.NONE.withActive(true), database.operator()));
            return ExitCode.OK;
        }
    }
}
