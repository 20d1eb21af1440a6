package dev.aigw.limit;

import dev.aigw.dialect.TokenUsage;
import dev.aigw.limit.RateLimits.CallSketch;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.usage.UsageEvent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What Redis holds of a reservation: enough to settle it, and to write its row, by whoever finds it when its process is dead.
 *
 * @param keys where it is counted
 * @param atMillis when it was admitted, by Redis's clock
 */
record HeldReservation(UUID id, Keys keys, long atMillis, long tokens, long costNanos, CallSketch call) {
    private static final String SEPARATOR = "\u001f";
    private static final Pattern SEPARATORS = Pattern.compile(SEPARATOR);
    private static final Pattern BARS = Pattern.compile("\\|");
    /** What callers name is written with this before what would be a separator, and before itself; alone it stands for nothing. */
    private static final char ESCAPE = '\u001e';

    private static final String ESCAPED_ESCAPE = ESCAPE + "e";
    private static final String ESCAPED_SEPARATOR = ESCAPE + "s";
    private static final String NONE = String.valueOf(ESCAPE);
    private static final int FIELDS = 12;

    /** The part of the entry that the scripts do not read. */
    static String sketch(Keys keys, CallSketch call) {
        return String.join(
                SEPARATOR,
                keys.claim().orElse(""),
                String.join(",", keys.scopes()),
                Integer.toString(call.attempt()),
                Long.toString(call.inputTokens()),
                call.listNanos().isPresent() ? Long.toString(call.listNanos().getAsLong()) : "",
                escaped(call.provider()),
                escaped(call.model()),
                escaped(call.requestId()),
                optional(call.user()),
                optional(call.feature()),
                optional(call.caller()),
                optional(call.role()));
    }

    /** An entry of the hash {@code held} of which no limit knows yet. */
    static String uncounted(Reserve reserve, String sketch, Instant at) {
        LocalDate date = LocalDate.ofInstant(at, ZoneOffset.UTC);
        String nowhere = "0," + date.toEpochDay() + "," + Scripts.month(date) + ",0";
        return String.join(
                "|",
                Long.toString(at.toEpochMilli()),
                Long.toString(reserve.tokens()),
                Long.toString(reserve.costNanos()),
                String.join(";", Collections.nCopies(reserve.scopes().size(), nowhere)),
                sketch);
    }

    /** Reads an entry of the hash {@code held}; empty when it is none that this version wrote. */
    static Optional<HeldReservation> read(long tenantId, String id, String entry) {
        String[] parts = BARS.split(entry, 5);
        String[] fields = parts.length == 5 ? SEPARATORS.split(parts[4], -1) : parts;
        if (fields.length != FIELDS) {
            return Optional.empty();
        }
        try {
            Keys keys = new Keys(
                    tenantId, Optional.of(fields[0]).filter(claim -> !claim.isEmpty()), List.of(fields[1].split(",")));
            return Optional.of(new HeldReservation(
                    UUID.fromString(id),
                    keys,
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    Long.parseLong(parts[2]),
                    new CallSketch(
                            raw(fields[7]),
                            raw(fields[5]),
                            raw(fields[6]),
                            Integer.parseInt(fields[2]),
                            Long.parseLong(fields[3]),
                            fields[4].isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(fields[4])),
                            present(fields[8]),
                            present(fields[9]),
                            present(fields[10]),
                            present(fields[11]))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The row of a call whose end nobody saw: at the most that it may have come to. */
    UsageEvent unknown() {
        return new UsageEvent(
                UsageEvent.id(id, call.attempt()),
                keys.tenantId(),
                call.provider(),
                call.model(),
                new TokenUsage(call.inputTokens(), 0, 0, Math.max(0, tokens - call.inputTokens()), 0),
                true,
                call.listNanos().isPresent() ? OptionalLong.of(costNanos) : OptionalLong.empty(),
                call.listNanos(),
                call.requestId(),
                Instant.ofEpochMilli(atMillis),
                UsageEvent.Status.UNKNOWN,
                call.attempt(),
                0,
                OptionalLong.empty(),
                call.user(),
                call.feature(),
                call.caller(),
                call.role());
    }

    private static String optional(Optional<String> text) {
        return text.map(HeldReservation::escaped).orElse(NONE);
    }

    private static Optional<String> present(String field) {
        return field.equals(NONE) ? Optional.empty() : Optional.of(raw(field));
    }

    private static String escaped(String text) {
        return text.indexOf(ESCAPE) < 0 && !text.contains(SEPARATOR)
                ? text
                : text.replace(NONE, ESCAPED_ESCAPE).replace(SEPARATOR, ESCAPED_SEPARATOR);
    }

    private static String raw(String field) {
        return field.indexOf(ESCAPE) < 0
                ? field
                : field.replace(ESCAPED_SEPARATOR, SEPARATOR).replace(ESCAPED_ESCAPE, NONE);
    }
}
