package dev.aigw.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Someone who types commands, in an environment of their own. */
final class Terminal {
    static final String MASTER_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();

    Terminal(Path directory) {
        this.directory = directory;
    }

    /** One whose gateway uses this database. */
    static Terminal at(Path directory, String postgresUrl) {
        return new Terminal(directory).with("AIGW_POSTGRES_URL", postgresUrl).with("AIGW_MASTER_KEY", MASTER_KEY);
    }

    Terminal with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Said type(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = CommandTree.run(
                new Surroundings(environment, directory, new PrintWriter(out), new PrintWriter(err)), arguments);
        return new Said(code, out.toString(), err.toString());
    }

    /** What came back. */
    record Said(int code, String out, String err) {

        JsonObject json() {
            return new JsonObject(out);
        }

        JsonArray array() {
            return new JsonArray(out);
        }
    }
}
