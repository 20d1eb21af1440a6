package dev.aigw.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code aigw tenant limit remove}. */
@Command(
        name = "remove",
        description =
                "Remove what `tenant limit set` set for one name. Then the limits of each hold, if there are any.",
        footer = {"", "Examples:", "  aigw tenant limit remove my-site user u42"})
final class TenantLimitRemove implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private final TenantLimitSet.Limited limited = new TenantLimitSet.Limited();

    TenantLimitRemove(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Database database = Database.open(invocation)) {
            Tenancy.require(database, limited.slug());
            database.ask(
                    database.subLimits().remove(limited.slug(), limited.by(), limited.name(), database.operator()));
            new TenantChange(invocation, database).tell(limited.slug());
            return ExitCode.OK;
        }
    }
}
