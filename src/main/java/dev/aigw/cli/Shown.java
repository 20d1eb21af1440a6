package dev.aigw.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Values as people read them. */
final class Shown {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int NANO_DIGITS = 9;
    private static final int PPM_DIGITS = 6;
    private static final int DIGITS = 6;

    private Shown() {}

    /** To the minute, in UTC. */
    static String time(Instant instant) {
        return MINUTE.format(instant);
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Nano-dollars to six digits, so that columns line up. */
    static String dollars(long nanos) {
        return exact(nanos).setScale(DIGITS, RoundingMode.HALF_UP).toPlainString();
    }

    /** A limit in nano-dollars. */
    static String budget(OptionalLong nanos) {
        return nanos.isPresent() ? exact(nanos.getAsLong()).toPlainString() + " USD" : "no limit";
    }

    /** A limit of a number of things. */
    static String most(OptionalLong number) {
        return number.isPresent() ? count(number.getAsLong()) : "any number";
    }

    /** Parts per million as a number without needless zeros. */
    static BigDecimal factor(long ppm) {
        return plain(BigDecimal.valueOf(ppm, PPM_DIGITS));
    }

    static String percent(long ppm) {
        return plain(BigDecimal.valueOf(ppm, PPM_DIGITS).movePointRight(2)).toPlainString() + "%";
    }

    /** Nano-dollars as a number without needless zeros. */
    static BigDecimal exact(long nanos) {
        return plain(BigDecimal.valueOf(nanos, NANO_DIGITS));
    }

    private static BigDecimal plain(BigDecimal number) {
        BigDecimal shortest = number.stripTrailingZeros();
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }

    /** As it can be typed, too. */
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 86_400 == 0) {
            return duration.toDays() + "d";
        }
        if (seconds % 3_600 == 0) {
            return duration.toHours() + "h";
        }
        return seconds % 60 == 0 ? duration.toMinutes() + "m" : seconds + "s";
    }

    static String list(List<String> items, String whenEmpty) {
        return items.isEmpty() ? whenEmpty : String.join(", ", items);
    }
}
