package dev.aigw.config;

import dev.aigw.config.Reading.Found;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A group of settings, read by type. Each read names the default, the range and the meaning of its setting, so that what is
 * documented is what is read; a value that is wrong is noted as a problem, and reading goes on with the default.
 */
final class Section {
    private static final int SHORT = 24;

    private final Reading reading;
    private final String path;

    Section(Reading reading, String path) {
        this.reading = reading;
        this.path = path;
    }

    Section section(String key) {
        return new Section(reading, pathOf(key));
    }

    String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The keys that the YAML file has here. */
    Set<String> keys() {
        return reading.node(path).orElse(Yaml.Mapping.EMPTY) instanceof Yaml.Mapping mapping
                ? new LinkedHashSet<>(mapping.entries().keySet())
                : Set.of();
    }

    int integer(String key, int standard, int least, int most, String meaning) {
        return integer(key, standard, String.valueOf(standard), least, most, meaning);
    }

    int integer(String key, int standard, String shown, int least, int most, String meaning) {
        return number(key, "number", shown, least + " to " + most, meaning, text -> {
                    if (!text.matches("-?[0-9]{1,18}")) {
                        throw new IllegalArgumentException("is not a whole number");
                    }
                    long number = Long.parseLong(text);
                    within(number >= least && number <= most);
                    return (int) number;
                })
                .orElse(standard);
    }

    long size(String key, String standard, String least, String most, String meaning) {
        return number(key, "size", standard, least + " to " + most, meaning, text -> {
                    long bytes = Amounts.bytes(text);
                    within(bytes >= Amounts.bytes(least) && bytes <= Amounts.bytes(most));
                    return bytes;
                })
                .orElseGet(() -> Amounts.bytes(standard));
    }

    Duration duration(String key, String standard, String least, String most, String meaning) {
        return number(key, "duration", standard, least + " to " + most, meaning, text -> {
                    Duration duration = Amounts.duration(text);
                    within(duration.compareTo(Amounts.duration(least)) >= 0
                            && duration.compareTo(Amounts.duration(most)) <= 0);
                    return duration;
                })
                .orElseGet(() -> Amounts.duration(standard));
    }

    /** Dollars, as nano-dollars. */
    long dollars(String key, String standard, String least, String most, String meaning) {
        return number(key, "dollars", standard, least + " to " + most, meaning, text -> {
                    long nanos = Amounts.nanoDollars(text);
                    within(nanos >= Amounts.nanoDollars(least) && nanos <= Amounts.nanoDollars(most));
                    return nanos;
                })
                .orElseGet(() -> Amounts.nanoDollars(standard));
    }

    boolean flag(String key, boolean standard, String shown, String meaning, String... otherNames) {
        return value(key, "flag", shown, "true or false", meaning, true, List.of(otherNames), Section::flag)
                .orElse(standard);
    }

    <T extends Enum<T>> T choice(String key, T standard, Class<T> type, String meaning) {
        Map<String, T> words = new LinkedHashMap<>();
        for (T constant : type.getEnumConstants()) {
            words.put(word(constant), constant);
        }
        return value(
                        key,
                        "word",
                        word(standard),
                        String.join(", ", words.keySet()),
                        meaning,
                        true,
                        List.of(),
                        text -> Optional.ofNullable(words.get(text))
                                .orElseThrow(() -> new IllegalArgumentException("is none of the words known here")))
                .orElse(standard);
    }

    /** A text; {@code check} returns it as it is to be used, or throws what is wrong with it. */
    Optional<String> text(
            String key,
            String shown,
            String allowed,
            String meaning,
            Function<String, String> check,
            String... otherNames) {
        return value(key, "text", shown, allowed, meaning, false, List.of(otherNames), text -> {
            if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("is blank or has control characters");
            }
            return check.apply(text.strip());
        });
    }

    /** A list of texts; a variable has them between commas. */
    List<String> list(String key, String meaning) {
        know(key, "list", "[]", "texts", variables(key, List.of()), meaning);
        return found(key, List.of())
                .map(found -> texts(pathOf(key), found.value(), found.where()))
                .orElse(List.of());
    }

    /** Names, each with one or more texts; only in the YAML file. */
    Map<String, List<String>> named(String key, String meaning) {
        know(key, "names", "{}", "name: text, or name: [text, text]", List.of(), meaning);
        Map<String, List<String>> all = new LinkedHashMap<>();
        found(key, List.of()).ifPresent(found -> {
            if (found.value() instanceof Yaml.Mapping mapping) {
                mapping.entries()
                        .forEach((name, value) -> all.put(name, texts(pathOf(key) + "." + name, value, found.where())));
            } else {
                reading.problem(pathOf(key), "is not a list of names", "name: text", found.where());
            }
        });
        return all;
    }

    private <T> Optional<T> number(
            String key, String type, String shown, String allowed, String meaning, Function<String, T> parser) {
        return value(key, type, shown, allowed, meaning, true, List.of(), parser);
    }

    private <T> Optional<T> value(
            String key,
            String type,
            String shown,
            String allowed,
            String meaning,
            boolean echo,
            List<String> otherNames,
            Function<String, T> parser) {
        List<String> variables = variables(key, otherNames);
        know(key, type, shown, allowed, variables, meaning);
        return found(key, otherNames).flatMap(found -> {
            if (!(found.value() instanceof Yaml.Scalar scalar)) {
                reading.problem(pathOf(key), "is not a single value", allowed, found.where());
                return Optional.empty();
            }
            try {
                return Optional.of(parser.apply(scalar.text()));
            } catch (IllegalArgumentException e) {
                // A long value may be a key that was pasted into the wrong line.
                String shownValue = echo && scalar.text().length() <= SHORT ? "'" + scalar.text() + "' " : "";
                reading.problem(pathOf(key), shownValue + e.getMessage(), allowed, found.where());
                return Optional.empty();
            }
        });
    }

    private Optional<Found> found(String key, List<String> otherNames) {
        return reading.find(pathOf(key), variables(key, otherNames)).filter(found -> {
            boolean absent = found.value() instanceof Yaml.Scalar scalar && scalar.absent();
            if (absent) {
                reading.problem(pathOf(key), "has no value; give it one or remove the line", "", found.where());
            }
            return !absent;
        });
    }

    private List<String> texts(String at, Yaml value, String where) {
        List<String> texts = new ArrayList<>();
        switch (value) {
            case Yaml.Scalar scalar -> texts.addAll(List.of(scalar.text().split(",", -1)));
            case Yaml.Sequence sequence ->
                sequence.items().forEach(item -> texts.add(item instanceof Yaml.Scalar scalar ? scalar.text() : ""));
            case Yaml.Mapping mapping -> texts.add("");
        }
        texts.replaceAll(String::strip);
        if (texts.stream().anyMatch(String::isBlank)) {
            reading.problem(at, "has an entry that is not a text", "texts", where);
            texts.removeIf(String::isBlank);
        }
        if (texts.size() != new LinkedHashSet<>(texts).size()) {
            reading.problem(at, "has an entry twice", "each text once", where);
        }
        return texts;
    }

    private void know(String key, String type, String shown, String allowed, List<String> variables, String meaning) {
        reading.know(new Setting(pathOf(key), type, shown, allowed, variables, meaning));
    }

    private List<String> variables(String key, List<String> otherNames) {
        List<String> names = new ArrayList<>();
        names.add(Reading.variableOf(pathOf(key)));
        names.addAll(otherNames);
        return names;
    }

    private static void within(boolean inRange) {
        if (!inRange) {
            throw new IllegalArgumentException("is out of range");
        }
    }

    private static boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw new IllegalArgumentException("is neither true nor false");
        };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
