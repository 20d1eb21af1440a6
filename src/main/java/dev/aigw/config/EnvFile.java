package dev.aigw.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code NAME=value} lines, as systemd and Docker do; values in quotes lose them, nothing is expanded. */
final class EnvFile {
    private static final Pattern LINE = Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=(.*)");
    private static final Pattern QUOTED = Pattern.compile("\\s*(?:\"([^\"]*)\"|'([^']*)')\\s*(?:#.*)?");
    private static final Pattern COMMENT = Pattern.compile("\\s#.*$");

    private EnvFile() {}

    /** What is wrong ends in {@code problems}, by its line only: the text may be a key. */
    static Map<String, String> parse(String file, String text, List<ConfigProblem> problems) {
        Map<String, String> values = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            Matcher match = LINE.matcher(line);
            if (!match.matches()) {
                problems.add(new ConfigProblem(file, "has a line that sets nothing", "NAME=value", "line " + number));
            } else if (values.put(match.group(1), value(match.group(2))) != null) {
                problems.add(new ConfigProblem(file, "sets " + match.group(1) + " twice", "", "line " + number));
            }
        }
        return values;
    }

    private static String value(String written) {
        Matcher quoted = QUOTED.matcher(written);
        if (quoted.matches()) {
            return quoted.group(1) != null ? quoted.group(1) : quoted.group(2);
        }
        return COMMENT.matcher(written).replaceFirst("").strip();
    }
}
