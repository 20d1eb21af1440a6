package dev.aigw.cli;

import dev.aigw.config.ConfigException;
import dev.aigw.dev.DevFailure;
import dev.aigw.error.GatewayError.InvalidRequest;
import dev.aigw.error.GatewayException;
import dev.aigw.postgres.Migrations;
import dev.aigw.usage.journal.JournalUnusable;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one plain sentence on stderr and a code; the stack trace is for those who ask for it. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    /** What the tables call a field, and what the command line does. */
    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("slug", "SLUG"),
            Map.entry("name", "--name"),
            Map.entry("rate_limit_rpm", "--rpm"),
            Map.entry("rate_limit_rpd", "--rpd"),
            Map.entry("allowed_models", "--model"),
            Map.entry("allowed_origins", "--origin"),
            Map.entry("max_token_ttl", "--max-token-ttl"),
            Map.entry("rate_limit_tpm", "--tpm"),
            Map.entry("max_concurrent", "--concurrent"),
            Map.entry("budget_day_usd", "--budget-day"),
            Map.entry("budget_month_usd", "--budget-month"),
            Map.entry("budget_total_usd", "--budget-total"),
            Map.entry("default_max_output", "--default-max-output"),
            Map.entry("max_output", "--max-output"),
            Map.entry("price_factor", "--price-factor"),
            Map.entry("limited", "NAME"),
            Map.entry("grace", "--grace"),
            Map.entry("expires_at", "--expires"));
    /** The field whose refusal means that there is no such thing. */
    private static final String ID = "id";

    private final Invocation invocation;

    Failures(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        Told told = tell(failure);
        invocation.err().println("aigw: " + told.words());
        if (invocation.verbose()) {
            failure.printStackTrace(invocation.err());
        }
        return told.exitCode();
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        invocation.err().println("aigw: " + failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, invocation.err());
        invocation.err().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static Told tell(Exception failure) {
        return switch (failure) {
            case CommandFailed failed -> new Told(failed.exitCode(), failed.words());
            case ConfigException wrong -> new Told(ExitCode.CONFIGURATION, String.valueOf(wrong.getMessage()));
            case DevFailure dev -> new Told(ExitCode.FAILED, String.valueOf(dev.getMessage()));
            case JournalUnusable journal -> new Told(ExitCode.CONFIGURATION, String.valueOf(journal.getMessage()));
            case Migrations.Refused refused -> new Told(ExitCode.FAILED, String.valueOf(refused.getMessage()));
            case GatewayException refused when refused.error() instanceof InvalidRequest request -> refused(request);
            default ->
                new Told(
                        ExitCode.FAILED,
                        "this should not happen: " + failure + " (--verbose shows where; please report it)");
        };
    }

    private static Told refused(InvalidRequest request) {
        String field = request.field().orElse("");
        if (field.equals(ID) || field.isEmpty()) {
            return new Told(ExitCode.FAILED, request.reason());
        }
        String option = OPTIONS.get(field);
        return new Told(ExitCode.USAGE, (option == null ? "" : option + ": ") + request.reason());
    }

    private record Told(int exitCode, String words) {}
}
