package dev.aigw.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations, sizes and dollars as people write them: {@code 250ms}, {@code 30s}, {@code 10MiB}, {@code 12.50}. */
public final class Amounts {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(B|KiB|MiB|GiB)?");

    private static final Pattern DOLLARS = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");
    private static final int NANO_DIGITS = 9;

    private Amounts() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException when it is none, with words that go on where the text ends
     */
    public static Duration duration(String text) {
        Matcher match = DURATION.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("is not a duration such as 250ms, 30s, 5m or 1h");
        }
        long number = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** Exactly, to nine decimals. */
    static long nanoDollars(String text) {
        if (!DOLLARS.matcher(text).matches()) {
            throw new IllegalArgumentException("is not an amount in dollars such as 1 or 12.50");
        }
        return new BigDecimal(text).movePointRight(NANO_DIGITS).longValueExact();
    }

    static long bytes(String text) {
        Matcher match = SIZE.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("is not a size such as 4096, 64KiB or 10MiB");
        }
        long number = Long.parseLong(match.group(1));
        String unit = match.group(2) == null ? "B" : match.group(2);
        return switch (unit) {
            case "KiB" -> number << 10;
            case "MiB" -> number << 20;
            case "GiB" -> number << 30;
            default -> number;
        };
    }
}
