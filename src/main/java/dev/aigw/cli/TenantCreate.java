package dev.aigw.cli;

import dev.aigw.tenant.StoredTenant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code aigw tenant create}. */
@Command(
        name = "create",
        description =
                "Make a tenant, and show the secret that its tokens are signed with. It has 60 requests a minute and 5000 a"
                        + " UTC day unless other limits are set.",
        footer = {
            "",
            "Examples:",
            "  aigw tenant create my-site --name \"My site\" --rpm 120 --origin https://my-site.example",
            "  aigw tenant create shop --model openai/gpt-4o-mini --model 'anthropic/*' --budget-month 25"
        })
final class TenantCreate implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "SLUG", description = "Its name in tokens: lower-case letters, digits and dashes.")
    private String slug = "";

    @Mixin
    private final TenantOptions options = new TenantOptions();

    TenantCreate(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Database database = Database.open(invocation)) {
            Tenancy.requireFree(database, slug);
            StoredTenant created =
                    database.ask(database.tenants().create(slug, options.settings(), database.operator()));
            new SecretNote(invocation, created).tell("Tenant " + slug + " is there.");
            return ExitCode.OK;
        }
    }
}
