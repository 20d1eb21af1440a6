package dev.aigw.cli;

import dev.aigw.tenant.ApiKey;
import io.vertx.core.json.JsonArray;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code aigw key list}. */
@Command(name = "list", description = "Show the API keys that a tenant has or had, the newest first.")
final class KeyList implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "TENANT", description = "Whose: its slug.")
    private String slug = "";

    KeyList(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Database database = Database.open(invocation)) {
            Tenancy.require(database, slug);
            List<ApiKey> keys = database.ask(database.keys().list(slug));
            if (invocation.json()) {
                invocation.print(new JsonArray(
                        keys.stream().map(key -> new KeyRow(key).json()).toList()));
            } else {
                invocation.out().print(table(keys).text());
            }
            return ExitCode.OK;
        }
    }

    private static TextTable table(List<ApiKey> keys) {
        TextTable table = new TextTable()
                .right("ID")
                .left("BEGINS WITH")
                .left("NAME")
                .left("STATE")
                .left("EXPIRES (UTC)");
        Instant now = Instant.now();
        for (ApiKey key : keys) {
            KeyRow row = new KeyRow(key);
            table.row(Long.toString(key.id()), key.prefix(), key.name(), row.state(now), row.expires());
        }
        return table;
    }
}
