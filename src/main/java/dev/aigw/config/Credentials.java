package dev.aigw.config;

import dev.aigw.config.ProviderConfig.Secret;
import dev.aigw.config.Reading.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Reads credentials: from the environment or from files, and from the YAML file only if somebody insists. */
final class Credentials {
    private static final Secret NONE = new Secret("");
    private static final String FILE = "_FILE";
    private static final String VARIABLE_NAME = "[A-Za-z_][A-Za-z0-9_]{0,100}";

    private final Reading reading;
    private final boolean allowClear;

    Credentials(Reading reading, boolean allowClear) {
        this.reading = reading;
        this.allowClear = allowClear;
    }

    /** A credential that aigw does not start without. */
    Secret needed(String path, String variable, String allowed, String meaning, UnaryOperator<String> form) {
        int before = reading.problems().size();
        Optional<Secret> secret = variable(path, variable, allowed, meaning, form);
        if (secret.isEmpty() && reading.problems().size() == before) {
            reading.problem(path, "is not set", variable + " or " + variable + FILE + ": " + allowed, "");
        }
        return secret.orElse(NONE);
    }

    /**
     * A credential that has one variable, or the same name with _FILE for a file that holds it.
     *
     * @param form returns the text as it is to be used, or throws what is wrong with it
     */
    Optional<Secret> variable(
            String path, String variable, String allowed, String meaning, UnaryOperator<String> form) {
        reading.know(new Setting(path, "secret", "", allowed, List.of(variable, variable + FILE), meaning));
        reading.node(path)
                .ifPresent(node -> reading.problem(
                        path,
                        "must not stand in the YAML file",
                        variable + " or " + variable + FILE,
                        "line " + node.line()));
        // By no variable and not in the file: what is left is the command line.
        return reading.find(path, List.of())
                .filter(found -> !found.inYaml())
                .or(() -> reading.variable(List.of(variable)))
                .flatMap(found -> checked(path, found))
                .or(() -> fromFileOf(path, variable))
                .flatMap(secret -> formed(path, secret, allowed, form));
    }

    private Optional<Secret> formed(String path, Secret secret, String allowed, UnaryOperator<String> form) {
        try {
            return Optional.of(new Secret(form.apply(secret.value())));
        } catch (IllegalArgumentException e) {
            reading.problem(path, String.valueOf(e.getMessage()), allowed, "");
            return Optional.empty();
        }
    }

    /**
     * The key of a provider.
     *
     * @param standardVariable the variable that holds it when nobody names another; empty when there is none
     */
    ProviderKey provider(Section at, String standardVariable) {
        Optional<String> named = at.text(
                "api-key-env",
                standardVariable,
                "the name of an environment variable",
                "variable that holds the key; its name with _FILE names a file that does",
                Credentials::variableName);
        Optional<String> file = at.text("api-key-file", "", "a readable file", "file that holds the key", text -> text);
        String variable = named.orElse(standardVariable);
        Optional<Secret> key = clear(at);
        if (!variable.isEmpty()) {
            reading.knowVariable(variable);
            reading.knowVariable(variable + FILE);
            key = key.or(() ->
                            reading.variable(List.of(variable)).flatMap(found -> checked(at.pathOf("api-key"), found)))
                    .or(() -> fromFileOf(at.pathOf("api-key"), variable));
        }
        Optional<Secret> inFile = file.flatMap(name -> fromFile(at.pathOf("api-key-file"), name, ""));
        key = key.or(() -> inFile);
        return new ProviderKey(key, named.isPresent() || file.isPresent(), variable);
    }

    /**
     * What is known of a provider's key.
     *
     * @param asked whether somebody said where the key is, so that it is missed when it is not there
     * @param variable where it would be looked for; may be empty
     */
    record ProviderKey(Optional<Secret> key, boolean asked, String variable) {}

    private Optional<Secret> clear(Section at) {
        String path = at.pathOf("api-key");
        List<String> names = List.of(Reading.variableOf(path));
        reading.know(new Setting(
                path, "secret", "", "in the YAML file only with allow-clear-keys", names, "the key itself"));
        Optional<Found> found = reading.find(path, names);
        if (found.isPresent() && found.get().inYaml() && !allowClear) {
            reading.problem(
                    path,
                    "is a key in clear",
                    "api-key-env or api-key-file, or allow-clear-keys: true",
                    found.get().where());
            return Optional.empty();
        }
        return found.flatMap(there -> checked(path, there));
    }

    private Optional<Secret> fromFileOf(String path, String variable) {
        return reading.variable(List.of(variable + FILE)).flatMap(found -> {
            String name = found.value() instanceof Yaml.Scalar scalar ? scalar.text() : "";
            return fromFile(path, name, found.where());
        });
    }

    private Optional<Secret> fromFile(String path, String name, String where) {
        try {
            return checked(path, new Found(new Yaml.Scalar(Files.readString(Path.of(name)), false, 0), where, false));
        } catch (IOException | InvalidPathException e) {
            reading.problem(path, "names a file that cannot be read", "a readable file", where);
            return Optional.empty();
        }
    }

    private Optional<Secret> checked(String path, Found found) {
        String text =
                found.value() instanceof Yaml.Scalar scalar ? scalar.text().strip() : "";
        // It will stand in a header: a line break in there would begin another one.
        if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            reading.problem(
                    path, "is empty, or has blanks or other characters that no key has", "one word", found.where());
            return Optional.empty();
        }
        return Optional.of(new Secret(text));
    }

    private static String variableName(String text) {
        if (!text.matches(VARIABLE_NAME)) {
            throw new IllegalArgumentException("is not the name of a variable (is it the key itself?)");
        }
        return text;
    }
}
