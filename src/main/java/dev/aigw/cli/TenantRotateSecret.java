package dev.aigw.cli;

import dev.aigw.tenant.StoredTenant;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aigw tenant rotate-secret}. */
@Command(
        name = "rotate-secret",
        description = "Give a tenant a new secret, and show it. The old one stays good for a while.",
        footer = {
            "",
            "Examples:",
            "  aigw tenant rotate-secret my-site --grace 1h",
            "  aigw tenant rotate-secret leaked-site --grace 0s"
        })
final class TenantRotateSecret implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "TENANT", description = "Its slug.")
    private String slug = "";

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            description = "How long the old secret stays good. Default: 24h; 0s ends it now.")
    private Duration grace = Duration.ofHours(24);

    TenantRotateSecret(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Database database = Database.open(invocation)) {
            Tenancy.require(database, slug);
            StoredTenant stored = database.ask(database.tenants().rotateSecret(slug, grace, database.operator()));
            new SecretNote(invocation, stored)
                    .tell("Tenant " + slug + " has a new secret; the old one is good for " + Shown.duration(grace)
                            + ".");
            return ExitCode.OK;
        }
    }
}
