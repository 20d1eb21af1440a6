package dev.aigw.cli;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code aigw version}. */
@Command(name = "version", description = "Say which version this is.")
final class VersionCommand implements Callable<Integer> {
    private final Invocation invocation;

    VersionCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        if (invocation.json()) {
            invocation.print(new JsonObject()
                    .put("version", Version.number())
                    .put("java", Runtime.version().toString()));
        } else {
            invocation.out().println(new Version().getVersion()[0]);
        }
        return ExitCode.OK;
    }
}
