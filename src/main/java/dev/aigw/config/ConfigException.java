package dev.aigw.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that aigw does not start with, and everything that is wrong with it. */
public final class ConfigException extends RuntimeException {
    private final transient List<ConfigProblem> problems;

    ConfigException(List<ConfigProblem> problems) {
        super(problems.stream()
                .map(problem -> "  " + problem)
                .collect(Collectors.joining(
                        "\n",
                        problems.size() == 1
                                ? "The configuration has a problem:\n"
                                : "The configuration has " + problems.size() + " problems:\n",
                        "")));
        this.problems = List.copyOf(problems);
    }

    public List<ConfigProblem> problems() {
        return problems;
    }
}
