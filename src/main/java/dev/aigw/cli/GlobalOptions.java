package dev.aigw.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before its name or behind it. */
final class GlobalOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            order = 100,
            description = "Settings. Default: AIGW_CONFIG, or aigw.yaml here or in conf/.")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            order = 101,
            description = "Keys, as NAME=value lines. Default: AIGW_ENV_FILE, or aigw.env here or in conf/.")
    private Optional<Path> envFile = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            order = 102,
            description = "Data directory of the development gateway. Default: AIGW_DATA, or data/ here.")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--json", scope = ScopeType.INHERIT, order = 103, description = "Answer as JSON, for programs.")
    private boolean json;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            order = 104,
            description = "Say more, with stack traces of what fails.")
    private boolean verbose;

    Optional<Path> config() {
        return config;
    }

    Optional<Path> envFile() {
        return envFile;
    }

    Optional<Path> data() {
        return data;
    }

    boolean json() {
        return json;
    }

    boolean verbose() {
        return verbose;
    }
}
