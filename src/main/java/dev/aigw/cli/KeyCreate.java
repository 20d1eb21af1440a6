package dev.aigw.cli;

import dev.aigw.tenant.ApiKeyTable.NewKey;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code aigw key create}. */
@Command(
        name = "create",
        description = {
            "Make an API key of a tenant, and show it this once.",
            "",
            "For clients that can hold only a static key. Only its hash is kept."
        },
        footer = {
            "",
            "Examples:",
            "  aigw key create my-site --name \"newsletter script\" --expires 90d",
            "  aigw key create my-site --expires 2027-06-30"
        })
final class KeyCreate implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "TENANT", description = "Whose: its slug.")
    private String slug = "";

    @Option(names = "--name", paramLabel = "TEXT", description = "What it is for. Default: key.")
    private String name = "key";

    @Option(
            names = "--expires",
            paramLabel = "WHEN",
            description = "After a while (90d), or at the beginning of a day in UTC (2027-06-30). Default: never.")
    private Optional<String> expires = Optional.empty();

    KeyCreate(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Optional<Instant> end = expires.map(KeyCreate::end);
        try (Database database = Database.open(invocation)) {
            Tenancy.require(database, slug);
            NewKey made = database.ask(database.keys().create(slug, name, end, database.operator()));
            if (invocation.json()) {
                invocation.print(new KeyRow(made.key()).json().put("key", made.clear()));
            } else {
                invocation.out().println("""
                        API key %d of %s is there, and expires: %s.

                          key  %s

                        It is not shown again. Clients send it as `Authorization: Bearer KEY`.
                        """.formatted(
                                made.key().id(), slug, new KeyRow(made.key()).expires(), made.clear()));
            }
            return ExitCode.OK;
        }
    }

    private static Instant end(String text) {
        try {
            return Character.isLetter(text.charAt(text.length() - 1)) && !text.endsWith("Z")
                    ? Instant.now().plus(Values.duration(text))
                    : Values.instant(text);
        } catch (TypeConversionException e) {
            throw new CommandFailed(ExitCode.USAGE, "--expires: " + e.getMessage(), e);
        }
    }
}
