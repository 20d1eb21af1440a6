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
        int code = of(surroundings).execute(arguments);
        surroundings.out().flush();
        surroundings.err().flush();
        return code;
    }

    static CommandLine of(Surroundings surroundings) {
        GlobalOptions options = new GlobalOptions();
        Invocation invocation = new Invocation(surroundings, options);
        CommandLine aigw = new CommandLine(new Aigw(invocation)).addMixin("everywhere", options);
        addServers(aigw, invocation);
        addTenancy(aigw, invocation);
        addExaminations(aigw, invocation);
        Failures failures = new Failures(invocation);
        describe(aigw);
        return aigw.setOut(surroundings.out())
                .setErr(surroundings.err())
                .registerConverter(Duration.class, Values::duration)
                .registerConverter(OptionalLong.class, Values::dollars)
                .registerConverter(Count.class, Values::count)
                .registerConverter(PriceFactor.class, Values::priceFactor)
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false);
    }

    private static void addServers(CommandLine aigw, Invocation invocation) {
        add(aigw, new DevCommand(invocation));
        add(aigw, new ServeCommand(invocation));
        add(aigw, new MigrateCommand(invocation));
    }

    private static void addTenancy(CommandLine aigw, Invocation invocation) {
        CommandLine tenant = group(aigw, "tenant", "Sites and other clients, and what they may do.");
        add(tenant, new TenantCreate(invocation));
        add(tenant, new TenantList(invocation));
        add(tenant, new TenantShow(invocation));
        add(tenant, new TenantUpdate(invocation));
        add(tenant, new TenantDeactivate(invocation));
        add(tenant, new TenantActivate(invocation));
        add(tenant, new TenantRotateSecret(invocation));
        CommandLine limit = group(tenant, "limit", "Limits of a tenant's users, features, plugins and roles.");
        add(limit, new TenantLimitSet(invocation));
        add(limit, new TenantLimitRemove(invocation));
        CommandLine token = group(aigw, "token", "Tokens that a tenant's secret signs.");
        add(token, new TokenIssue(invocation));
        add(aigw, new ConnectCodeCommand(invocation));
        CommandLine key = group(aigw, "key", "API keys, for clients that can hold only a static one.");
        add(key, new KeyCreate(invocation));
        add(key, new KeyList(invocation));
        add(key, new KeyRevoke(invocation));
    }

    private static void addExaminations(CommandLine aigw, Invocation invocation) {
        add(aigw, new UsageCommand(invocation));
        add(aigw, new DoctorCommand(invocation));
        add(aigw, new ConfigCommand(invocation));
        add(aigw, new HealthCommand(invocation));
        add(aigw, new VersionCommand(invocation));
    }

    /** A command that has only commands of its own. */
    private static CommandLine group(CommandLine parent, String name, String description) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage().description(description).synopsisSubcommandLabel("COMMAND");
        CommandLine group = new CommandLine(spec);
        parent.addSubcommand(group);
        return group;
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
