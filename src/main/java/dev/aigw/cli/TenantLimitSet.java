package dev.aigw.cli;

import dev.aigw.tenant.SubLimit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code aigw tenant limit set}. */
@Command(
        name = "set",
        description =
                "Limit a user, feature, calling plugin or role of a tenant; what is not mentioned stays, none lifts."
                        + " One whose limits are all lifted may do what the tenant may.",
        footer = {
            "",
            "Examples:",
            "  aigw tenant limit set my-site user '*' --rpm 10 --budget-day 0.50",
            "  aigw tenant limit set my-site user u42 --rpm none --budget-day none",
            "  aigw tenant limit set my-site feature search --tpm 20000 --concurrent 5"
        })
final class TenantLimitSet implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private final Limited limited = new Limited();

    @Mixin
    private final LimitOptions options = new LimitOptions();

    TenantLimitSet(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Database database = Database.open(invocation)) {
            Tenancy.require(database, limited.slug());
            database.ask(database.subLimits()
                    .set(limited.slug(), limited.by(), limited.name(), options.settings(), database.operator()));
            new TenantChange(invocation, database).tell(limited.slug());
            return ExitCode.OK;
        }
    }

    /** Whose limits a command speaks of. */
    static final class Limited {
        @Parameters(index = "0", paramLabel = "TENANT", description = "Its slug.")
        private String slug = "";

        @Parameters(index = "1", paramLabel = "WHAT", description = "user, feature, caller or role.")
        private SubLimit.By by = SubLimit.By.USER;

        @Parameters(
                index = "2",
                paramLabel = "NAME",
                description = "Which one; '*', in quotes, for each that has no limits of its own.")
        private String name = "";

        String slug() {
            return slug;
        }

        SubLimit.By by() {
            return by;
        }

        String name() {
            return name;
        }
    }
}
