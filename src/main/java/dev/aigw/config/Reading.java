package dev.aigw.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One pass over all sources: looks settings up, remembers which were asked for, and collects what is wrong. */
final class Reading {
    /** Variables of ours that are no settings: they name files, belong to scripts, or are read by other parts. */
    private static final Set<String> OTHER_VARIABLES = Set.of(
            "AIGW_CONFIG",
            "AIGW_ENV_FILE",
            "AIGW_DATA",
            "AIGW_HOME",
            "AIGW_JAVA_OPTS",
            "AIGW_JWT",
            "AIGW_LOG_LEVEL",
            "AIGW_SHARED",
            "AIGW_TOKEN",
            "AIGW_URL",
            "AIGW_WEBHOOK_SECRET");

    private final Sources sources;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final Set<String> variables = new HashSet<>(OTHER_VARIABLES);
    private final Map<String, String> envFile;
    private final Yaml.Mapping yaml;
    private final String yamlName;

    Reading(Sources sources) {
        this.sources = sources;
        this.envFile = sources.envFileValues(problems);
        this.yaml = sources.yaml(problems);
        this.yamlName =
                sources.file().map(path -> path.getFileName().toString()).orElse("");
    }

    /** What was said about a setting, and where. */
    record Found(Yaml value, String where, boolean inYaml) {}

    Section root() {
        return new Section(this, "");
    }

    List<ConfigProblem> problems() {
        return problems;
    }

    List<String> notes() {
        return notes;
    }

    List<Setting> settings() {
        return List.copyOf(settings.values());
    }

    void problem(String path, String what, String allowed, String where) {
        problems.add(new ConfigProblem(path, what, allowed, where));
    }

    void note(String note) {
        notes.add(note);
    }

    /** A setting is known from the moment it is asked for. */
    void know(Setting setting) {
        settings.put(setting.path(), setting);
        variables.addAll(setting.environment());
    }

    void knowVariable(String name) {
        variables.add(name);
    }

    /** The strongest source that says something about a setting. */
    Optional<Found> find(String path, List<String> names) {
        String override = sources.overrides().get(path);
        if (override != null) {
            return Optional.of(new Found(new Yaml.Scalar(override, false, 0), "command line", false));
        }
        return variable(names).or(() -> node(path).map(node -> new Found(node, where(node), true)));
    }

    /** Where in the YAML file something stands. */
    String where(Yaml node) {
        return yamlName + ", line " + node.line();
    }

    /** The first of these variables that is set in the environment, else the first that is set in the env file. */
    Optional<Found> variable(List<String> names) {
        return variable(names, sources.environment(), "environment variable ")
                .or(() -> variable(names, envFile, "env file, "));
    }

    private static Optional<Found> variable(List<String> names, Map<String, String> values, String where) {
        return names.stream()
                .filter(name -> !values.getOrDefault(name, "").isBlank())
                .findFirst()
                .map(name -> new Found(
                        new Yaml.Scalar(values.getOrDefault(name, "").strip(), false, 0), where + name, false));
    }

    /** What the YAML file has at a path. */
    Optional<Yaml> node(String path) {
        Yaml node = yaml;
        for (String key : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
            if (!(node instanceof Yaml.Mapping mapping) || !mapping.entries().containsKey(key)) {
                return Optional.empty();
            }
            node = mapping.entries().getOrDefault(key, Yaml.Mapping.EMPTY);
        }
        return Optional.of(node);
    }

    /** The variable that sets a path: {@code http.max-body} is AIGW_HTTP_MAX_BODY. */
    static String variableOf(String path) {
        return "AIGW_" + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** What holds for a setting, fit to be shown. */
    EffectiveSetting effective(Setting setting) {
        boolean secret = setting.type().equals("secret");
        return find(setting.path(), setting.environment())
                .or(() -> secret ? keyOf(setting.path()) : Optional.empty())
                .map(found -> new EffectiveSetting(setting.path(), secret ? "…" : shown(found.value()), found.where()))
                .orElseGet(() -> new EffectiveSetting(
                        setting.path(), setting.standard(), setting.standard().isEmpty() ? "" : "default"));
    }

    /** A provider's key stands in the variable that another setting of it names. */
    private Optional<Found> keyOf(String path) {
        String naming = path + "-env";
        return Optional.ofNullable(settings.get(naming))
                .flatMap(setting -> Optional.of(effective(setting).value()).filter(name -> !name.isBlank()))
                .flatMap(name -> variable(List.of(name, name + "_FILE")));
    }

    private static String shown(Yaml value) {
        return switch (value) {
            case Yaml.Scalar scalar -> scalar.text();
            case Yaml.Sequence sequence ->
                sequence.items().stream().map(Reading::shown).collect(Collectors.joining(", ", "[", "]"));
            case Yaml.Mapping mapping ->
                mapping.entries().entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + shown(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
        };
    }

    /** Once everything has been asked for, what is left over is not known. */
    void refuseTheUnknown() {
        refuseUnknownKeys(yaml, "");
        for (String path : sources.overrides().keySet()) {
            if (!settings.containsKey(path)) {
                problem(path, "is not a setting" + meant(path, settings.keySet()), "", "command line");
            }
        }
        unknown(envFile).forEach((name, what) -> problem(name, what, "", "env file"));
        // The environment is shared with others, who may have variables of that prefix too.
        unknown(sources.environment()).forEach((name, what) -> note("environment variable " + name + " " + what));
    }

    private Map<String, String> unknown(Map<String, String> values) {
        Map<String, String> unknown = new HashMap<>();
        Set<String> settable = new HashSet<>(variables);
        settable.removeAll(OTHER_VARIABLES);
        for (String name : values.keySet()) {
            if (name.startsWith("AIGW_") && !variables.contains(name)) {
                unknown.put(name, "is not a setting" + meant(name, settable));
            }
        }
        return unknown;
    }

    private void refuseUnknownKeys(Yaml.Mapping mapping, String prefix) {
        Set<String> known = new HashSet<>();
        for (String path : settings.keySet()) {
            if (path.startsWith(prefix)) {
                known.add(path.substring(prefix.length()).split("\\.", 2)[0]);
            }
        }
        mapping.entries().forEach((key, value) -> {
            String path = prefix + key;
            if (settings.containsKey(path)) {
                return;
            }
            String where = yamlName + ", line " + value.line();
            if (key.contains(".") || !known.contains(key)) {
                problem(path, "is not a setting" + meant(key, known), "", where);
            } else if (value instanceof Yaml.Mapping section) {
                refuseUnknownKeys(section, path + ".");
            } else if (!(value instanceof Yaml.Scalar scalar && scalar.absent())) {
                problem(path, "is a group of settings, not a value", "key: value lines below it", where);
            }
        });
    }

    private static String meant(String written, Set<String> known) {
        return Nearest.to(written, known)
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
    }
}
