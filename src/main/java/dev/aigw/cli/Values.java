package dev.aigw.cli;

import dev.aigw.config.Amounts;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.OptionalLong;
import picocli.CommandLine.TypeConversionException;

/** Reads values as people type them. */
final class Values {
    private static final String NONE = "none";
    private static final int NANO_DIGITS = 9;

    private Values() {}

    static Duration duration(String text) {
        try {
            return Amounts.duration(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' " + e.getMessage());
        }
    }

    /** Dollars as nano-dollars; "none" lifts the limit. */
    static OptionalLong dollars(String text) {
        if (text.equals(NONE)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(
                    new BigDecimal(text).movePointRight(NANO_DIGITS).longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not an amount in dollars such as 12.50, nor none");
        }
    }

    static boolean isDate(String text) {
        return text.length() == "2026-11-23".length();
    }

    /** A date, which begins at midnight UTC, or an instant such as 2026-11-23T10:00:00Z. */
    static Instant instant(String text) {
        try {
            return isDate(text)
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException(
                    "'" + text + "' is neither a date such as 2026-11-23 nor an instant such as 2026-11-23T10:00:00Z");
        }
    }
}
