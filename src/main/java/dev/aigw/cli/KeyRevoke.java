package dev.aigw.cli;

import dev.aigw.tenant.ApiKey;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code aigw key revoke}. */
@Command(
        name = "revoke",
        description = "End an API key, everywhere within a second.",
        footer = {"", "Examples:", "  aigw key revoke 12", "  aigw key revoke aigw_sk_Ab3dE9"})
final class KeyRevoke implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(
            paramLabel = "KEY",
            description = "Its number or what it begins with, both as `aigw key list` shows them.")
    private String key = "";

    KeyRevoke(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Database database = Database.open(invocation)) {
            ApiKey revoked = database.ask(database.keys().revoke(id(database), database.operator()));
            if (invocation.json()) {
                invocation.print(new KeyRow(revoked).json());
            } else {
                invocation
                        .out()
                        .println("API key " + revoked.id() + " (" + revoked.prefix() + "..., " + revoked.name()
                                + ") is revoked.");
            }
            return ExitCode.OK;
        }
    }

    private long id(Database database) {
        if (!key.startsWith(ApiKey.PREFIX)) {
            try {
                return Long.parseLong(key);
            } catch (NumberFormatException e) {
                throw new CommandFailed(
                        ExitCode.USAGE, "KEY: It is a number, or begins with " + ApiKey.PREFIX + ".", e);
            }
        }
        List<ApiKey> found = database.ask(database.keys().find(key));
        if (found.size() == 1) {
            return found.getFirst().id();
        }
        throw new CommandFailed(
                ExitCode.FAILED,
                found.isEmpty()
                        ? "No API key begins with that."
                        : "Several API keys begin with that; name one by its number: "
                                + found.stream()
                                        .map(one -> Long.toString(one.id()))
                                        .toList());
    }
}
