package dev.aigw.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command line is run in; tests bring their own.
 *
 * @param directory the working directory
 * @param out for what was asked for
 * @param err for what went wrong, and for remarks
 */
public record Surroundings(Map<String, String> environment, Path directory, PrintWriter out, PrintWriter err) {
    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /** This process's own. */
    public static Surroundings ofProcess() {
        return new Surroundings(
                System.getenv(),
                Path.of(""),
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    }

    /** Without the environment: it holds keys. */
    @Override
    public String toString() {
        return "Surroundings[directory=" + directory + "]";
    }
}
