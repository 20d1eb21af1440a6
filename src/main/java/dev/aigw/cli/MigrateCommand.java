package dev.aigw.cli;

import dev.aigw.postgres.Migrations.Applied;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code aigw migrate}: brings the schema up to date. */
@Command(
        name = "migrate",
        description = {
            "Bring the database's schema up to date.",
            "",
            "`serve` and `dev` do so by themselves; this is for those who want it done before. Any number may run at"
                    + " once, one applies."
        })
final class MigrateCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--dry-run", description = "Only say what would be applied.")
    private boolean dryRun;

    MigrateCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Database database = Database.open(invocation)) {
            if (dryRun) {
                List<String> pending = database.ask(database.migrations().pending());
                tell("pending", pending, pending.isEmpty() ? "Nothing to apply." : "Would apply:");
            } else {
                Applied applied = database.ask(database.migrations().apply());
                String state = "The schema is at version " + applied.version() + ".";
                tell(
                        "applied",
                        applied.files(),
                        applied.files().isEmpty() ? state + " Nothing to apply." : state + " Applied:");
            }
            return ExitCode.OK;
        }
    }

    private void tell(String key, List<String> files, String words) {
        if (invocation.json()) {
            invocation.print(new JsonObject().put(key, new JsonArray(files)));
            return;
        }
        invocation.out().println(words);
        files.forEach(file -> invocation.out().println("  " + file));
    }
}
