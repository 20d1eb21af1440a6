package dev.aigw.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code aigw} without a command: says which there are. */
@Command(
        name = "aigw",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "The AI gateway that sites call instead of holding provider keys.",
            "",
            "Commands that need the database use the one that AIGW_POSTGRES_URL names (with AIGW_MASTER_KEY), or else"
                    + " that of the development gateway that runs on the data directory."
        },
        footer = {
            "",
            "Examples:",
            "  scripts/run                                   a gateway to try, with all it needs",
            "  aigw tenant create my-site --rpm 120          a site, and the secret it signs tokens with",
            "  aigw token issue my-site --ttl 10m            a token of it",
            "  aigw usage --by day,model                     what was used this month",
            "  aigw doctor                                   what is wrong, and what to do about it"
        })
final class Aigw implements Runnable {
    private final Invocation invocation;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    Aigw(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void run() {
        CommandLine command = spec.commandLine();
        command.usage(invocation.err());
        throw new CommandFailed(ExitCode.USAGE, "which command?");
    }
}
