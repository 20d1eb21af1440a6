package dev.aigw.routing;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Tells the name of a model from the date or version that vendors append to it, so that {@code gpt-4o-mini-2024-07-18} has the
 * price of {@code gpt-4o-mini}: of the known names that it begins with, the longest one whose rest is a date or a version and
 * nothing else. So {@code gpt-4} never stands for {@code gpt-4o-mini}, {@code gpt-4o} never for {@code gpt-4o-audio-preview}, nor
 * {@code claude-opus-4} for {@code claude-opus-4-1}.
 */
final class DatedName {
    private static final String YEAR = "20[0-9]{2}";
    private static final String MONTH = "(0[1-9]|1[0-2])";
    private static final String DAY = "(0[1-9]|[12][0-9]|3[01])";
    /** As in 2024-07-18, 20251001, 250115, 0613 (a day), 2411 (a month), 08-2024, 05-20, 001. */
    private static final String DATE =
            "(" + YEAR + "-" + MONTH + "-" + DAY + "|" + YEAR + MONTH + DAY + "|2[0-9]" + MONTH
                    + DAY + "|" + MONTH + DAY + "|2[0-9]" + MONTH + "|" + MONTH + "-" + YEAR + "|" + MONTH + "-" + DAY
                    + "|0[0-9]{2})";
    /** As Bedrock ends its names: -v1:0, and -v1 where there is only one. */
    private static final String VERSION = "(-v1|-v[0-9]+:[0-9]+|:[0-9]+)";

    private static final Pattern SUFFIX =
            Pattern.compile("[-@]" + DATE + VERSION + "?|" + VERSION + "|@(default|latest)");

    private static final String LATEST = "-latest";

    private DatedName() {}

    /** The longest name, of those that {@code known} knows, of which this one is a dated spelling. */
    static Optional<String> undated(String name, Predicate<String> known) {
        for (int end = name.length() - 1; end > 0; end--) {
            if (isSuffix(name, end)) {
                String base = name.substring(0, end);
                if (known.test(base)) {
                    return Optional.of(base);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether a name is a dated spelling of another. */
    static boolean dates(String name, String base) {
        return name.length() > base.length() && name.startsWith(base) && isSuffix(name, base.length());
    }

    /** The name without {@code -latest}. */
    static Optional<String> latest(String name) {
        return name.endsWith(LATEST) && name.length() > LATEST.length()
                ? Optional.of(name.substring(0, name.length() - LATEST.length()))
                : Optional.empty();
    }

    private static boolean isSuffix(String name, int from) {
        char first = name.charAt(from);
        return (first == '-' || first == '@' || first == ':')
                && SUFFIX.matcher(name).region(from, name.length()).matches();
    }
}
