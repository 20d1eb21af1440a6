package dev.aigw.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the configuration comes from. What stands further down the list holds over what stands above it: defaults, the YAML
 * file, the env file, the environment, the command line.
 *
 * @param file {@code aigw.yaml}
 * @param envFile {@code aigw.env}
 * @param environment the process's environment
 * @param overrides settings of the command line, by their path, such as {@code http.port}
 */
public record Sources(
        Optional<Path> file, Optional<Path> envFile, Map<String, String> environment, Map<String, String> overrides) {
    public Sources {
        environment = Map.copyOf(environment);
        overrides = Map.copyOf(overrides);
    }

    /**
     * The files of a directory: {@code aigw.yaml} and {@code aigw.env} in it or in its {@code conf}, unless the command line
     * or AIGW_CONFIG and AIGW_ENV_FILE name others.
     */
    public static Sources discover(Path directory, Map<String, String> environment, Optional<Path> file) {
        return new Sources(
                file.or(() -> named(environment, "AIGW_CONFIG")).or(() -> present(directory, "aigw.yaml")),
                named(environment, "AIGW_ENV_FILE").or(() -> present(directory, "aigw.env")),
                environment,
                Map.of());
    }

    /** These sources with more said on the command line. */
    public Sources with(Map<String, String> moreOverrides) {
        Map<String, String> all = new HashMap<>(overrides);
        all.putAll(moreOverrides);
        return new Sources(file, envFile, environment, all);
    }

    /** A variable of the environment or, if it is not set there, of the env file; a blank one is not set. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isBlank())
                .or(() -> Optional.ofNullable(envFileValues(new ArrayList<>()).get(name))
                        .filter(value -> !value.isBlank()));
    }

    Map<String, String> envFileValues(List<ConfigProblem> problems) {
        return envFile.flatMap(path -> read(path, problems).map(text -> EnvFile.parse(path.toString(), text, problems)))
                .orElse(Map.of());
    }

    Yaml.Mapping yaml(List<ConfigProblem> problems) {
        return file.flatMap(path -> read(path, problems).map(text -> Yaml.parse(path.toString(), text, problems)))
                .orElse(Yaml.Mapping.EMPTY);
    }

    private static Optional<String> read(Path path, List<ConfigProblem> problems) {
        try {
            return Optional.of(Files.readString(path));
        } catch (IOException e) {
            problems.add(new ConfigProblem(path.toString(), "cannot be read", "a readable file in UTF-8", ""));
            return Optional.empty();
        }
    }

    private static Optional<Path> named(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }

    private static Optional<Path> present(Path directory, String name) {
        return Stream.of(directory.resolve(name), directory.resolve("conf").resolve(name))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** Says where, never what: the values are full of keys. */
    @Override
    public String toString() {
        return "Sources[file=" + file + ", envFile=" + envFile + ", overrides=" + overrides.keySet() + "]";
    }
}
