package dev.aigw.routing;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells the name of a model from the date or version that vendors append to it, so that {@code gpt-4o-mini-2024-07-18} has the
 * price of {@code gpt-4o-mini}. Only what looks like a date or a version is cut: {@code gpt-4o} never stands for
 * {@code gpt-4o-audio-preview}, nor {@code claude-opus-4} for {@code claude-opus-4-1}.
 */
final class DatedName {
    /** As in 2024-07-18, 20251001, 250115, 0613 and 2411, 001. */
    private static final Pattern DATE =
            Pattern.compile("[-@](20[0-9]{2}-[01][0-9]-[0-3][0-9]|20[0-9]{6}|[0-9]{6}|[0-9]{4}|0[0-9]{2})$");

    private static final String LATEST = "-latest";

    private DatedName() {}

    /** The name without its date. */
    static Optional<String> undated(String name) {
        Matcher date = DATE.matcher(name);
        return date.find() && date.start() > 0 ? Optional.of(name.substring(0, date.start())) : Optional.empty();
    }

    /** The name without {@code -latest}. */
    static Optional<String> latest(String name) {
        return name.endsWith(LATEST) && name.length() > LATEST.length()
                ? Optional.of(name.substring(0, name.length() - LATEST.length()))
                : Optional.empty();
    }
}
