package dev.aigw.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code aigw tenant deactivate}. */
@Command(
        name = "deactivate",
        description = "Shut a tenant out within a second, tokens and keys alike. Nothing is deleted.")
final class TenantDeactivate implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "TENANT", description = "Its slug.")
    private String slug = "";

    TenantDeactivate(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Database database = Database.open(invocation)) {
            Tenancy.require(database, slug);
            new TenantChange(invocation, database).tell(database.tenants().deactivate(slug, database.operator()));
            return ExitCode.OK;
        }
    }
}
