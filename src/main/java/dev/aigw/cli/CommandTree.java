package dev.aigw.cli;

import java.time.Duration;
import java.util.OptionalLong;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Every command there is, put together. */
public final class CommandTree {
    private CommandTree() {}

    /** Runs one command line and answers the code to end with. */
    public static int run(Surroundings surroundings, String... arguments) {
        return of(surroundings).execute(arguments);
    }

    static CommandLine of(Surroundings surroundings) {
        GlobalOptions options = new GlobalOptions();
        Invocation invocation = new Invocation(surroundings, options);
        CommandLine aigw = new CommandLine(new Aigw(invocation, options));
        add(aigw, new ServeCommand(invocation));
        add(aigw, new DevCommand(invocation));
        Failures failures = new Failures(invocation);
        describe(aigw);
        return aigw.setOut(surroundings.out())
                .setErr(surroundings.err())
                .registerConverter(Duration.class, Values::duration)
                .registerConverter(OptionalLong.class, Values::dollars)
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures)
                .setAbbreviatedOptionsAllowed(false);
    }

    private static CommandLine add(CommandLine parent, Object command) {
        CommandLine child = new CommandLine(command);
        parent.addSubcommand(child);
        return child;
    }

    /** What every help page has in common. */
    private static void describe(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        spec.mixinStandardHelpOptions(true);
        spec.versionProvider(new Version());
        spec.usageMessage()
                .width(110)
                .abbreviateSynopsis(true)
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(ExitCode.explained())
                .optionListHeading("%nOptions:%n")
                .parameterListHeading("%n")
                .commandListHeading("%nCommands:%n")
                .descriptionHeading("%n")
                .sortOptions(false);
        command.getSubcommands().values().forEach(CommandTree::describe);
    }
}
