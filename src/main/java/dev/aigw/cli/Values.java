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
    private static final int PPM_DIGITS = 6;
    private static final int PERCENT_DIGITS = 2;

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
            throw new TypeConversionException(
                    "'" + text + "' is not an amount in dollars such as 12.50" + " (nine decimals at most), nor none");
        }
    }

    /** A whole number; "none" lifts the limit. */
    static Count count(String text) {
        if (text.equals(NONE)) {
            return new Count(OptionalLong.empty());
        }
        try {
            return new Count(OptionalLong.of(Long.parseLong(text)));
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a whole number such as 500, nor none");
        }
    }

    /** A factor such as 1.2, or the same in per cent. */
    static PriceFactor priceFactor(String text) {
        boolean percent = text.endsWith("%");
        String number = percent ? text.substring(0, text.length() - 1) : text;
        try {
            return new PriceFactor(new BigDecimal(number)
                    .movePointRight(percent ? PPM_DIGITS - PERCENT_DIGITS : PPM_DIGITS)
                    .longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            throw new TypeConversionException(
                    "'" + text + "' is not a factor such as 1.2 (six decimals at most), nor per cent such as 120%");
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
