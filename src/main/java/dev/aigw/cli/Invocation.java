package dev.aigw.cli;

import dev.aigw.config.Sources;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/** One run of the command line: what it is run in, and the options that every command takes. */
final class Invocation {
    private final Surroundings surroundings;
    private final GlobalOptions options;

    Invocation(Surroundings surroundings, GlobalOptions options) {
        this.surroundings = surroundings;
        this.options = options;
    }

    /** Where settings are looked for. */
    Sources sources() {
        Sources found = Sources.discover(surroundings.directory(), surroundings.environment(), options.config());
        return options.envFile()
                .map(file -> new Sources(found.file(), Optional.of(file), found.environment(), found.overrides()))
                .orElse(found);
    }

    /** Where the development gateway keeps what it keeps. */
    Path dataDirectory() {
        return options.data()
                .or(() -> variable("AIGW_DATA").map(Path::of))
                .orElseGet(() -> surroundings.directory().resolve("data"));
    }

    boolean namesDataDirectory() {
        return options.data().isPresent();
    }

    Path directory() {
        return surroundings.directory();
    }

    Optional<String> variable(String name) {
        return Optional.ofNullable(surroundings.environment().get(name)).filter(value -> !value.isBlank());
    }

    boolean json() {
        return options.json();
    }

    boolean verbose() {
        return options.verbose();
    }

    PrintWriter out() {
        return surroundings.out();
    }

    PrintWriter err() {
        return surroundings.err();
    }

    void print(JsonObject answer) {
        out().println(answer.encodePrettily());
    }

    void print(JsonArray answer) {
        out().println(answer.encodePrettily());
    }

    /** A line for people that is not part of the answer. */
    void remark(String line) {
        err().println(line);
    }
}
