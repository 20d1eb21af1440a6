package dev.aigw.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code aigw tenant update}. */
@Command(
        name = "update",
        description = "Change a tenant; what is not mentioned stays. Every gateway knows within a second.",
        footer = {
            "",
            "Examples:",
            "  aigw tenant update my-site --rpm 300 --budget-day 5 --budget-month none",
            "  aigw tenant update my-site --tpm 200000 --concurrent 20 --max-output 8000 --price-factor 120%%"
        })
final class TenantUpdate implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "TENANT", description = "Its slug.")
    private String slug = "";

    @Mixin
    private final TenantOptions options = new TenantOptions();

    TenantUpdate(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Database database = Database.open(invocation)) {
            Tenancy.require(database, slug);
            new TenantChange(invocation, database)
                    .tell(database.tenants().update(slug, options.settings(), database.operator()));
            return ExitCode.OK;
        }
    }
}
