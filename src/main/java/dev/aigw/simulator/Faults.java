package dev.aigw.simulator;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What shall go wrong with one answer, as asked for in {@code x-aigw-simulate} or behind a {@code ;} in the model's name.
 *
 * <p>A comma-separated list, for example {@code latency=200ms,chunks=50,chunk-delay=20ms,cut=3}. Chunks are counted as
 * the pieces of content of a stream; a whole answer is cut or stalled half way. Parsed strictly: a test that misspells
 * a fault must not pass.
 */
final class Faults {
    static final String HEADER = "x-aigw-simulate";
    static final Faults NONE = new Faults(new EnumMap<>(Option.class));

    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s)");
    private static final int LARGEST = 1_000_000;

    private enum Kind {
        FLAG,
        NUMBER,
        DURATION,
        /** A status, and after a colon the seconds of its {@code retry-after}. */
        STATUS
    }

    private enum Option {
        /** Silence before the answer's head. */
        LATENCY(Kind.DURATION),
        /** The same under the name of what it is good for. */
        SLOW_HEAD(Kind.DURATION),
        /** Silence between the head and what follows it. */
        FIRST_TOKEN(Kind.DURATION),
        CHUNK_DELAY(Kind.DURATION),
        /** The answer has exactly so many pieces, unless its token limit ends it first. */
        CHUNKS(Kind.NUMBER),
        /** Input tokens that are reported as read from a cache. */
        CACHED(Kind.NUMBER),
        STATUS(Kind.STATUS),
        /** The connection is closed after so many chunks. */
        CUT(Kind.NUMBER),
        /** Nothing more comes after so many chunks. */
        STALL(Kind.NUMBER),
        /** The vendor's error event comes after so many chunks, and the end. */
        ERROR_EVENT(Kind.NUMBER),
        /** No answer at all. */
        HANG(Kind.FLAG),
        /** JSON that is none. */
        MALFORMED(Kind.FLAG),
        /** A stream ends without the vendor's last word. */
        NO_DONE(Kind.FLAG),
        NO_USAGE(Kind.FLAG),
        /** A stream has SSE comments in it. */
        COMMENTS(Kind.FLAG),
        /** A stream is sent in pieces of so many bytes, whatever they divide. */
        SPLIT(Kind.NUMBER);

        private final Kind kind;
        private final String spelling = name().toLowerCase(Locale.ROOT).replace('_', '-');

        Option(Kind kind) {
            this.kind = kind;
        }

        static Optional<Option> of(String spelling) {
            return Arrays.stream(values())
                    .filter(option -> option.spelling.equals(spelling))
                    .findFirst();
        }
    }

    /**
     * An HTTP error to answer with.
     *
     * @param retryAfter in seconds
     */
    record Status(int code, OptionalInt retryAfter) {}

    /** Numbers as they are, durations in milliseconds, flags as 1; a status with its retry-after in the upper half. */
    private final Map<Option, Long> given;

    private Faults(Map<Option, Long> given) {
        this.given = given;
    }

    /** @throws Refusal that names what is wrong */
    static Faults parse(String list) {
        Map<Option, Long> given = new EnumMap<>(Option.class);
        for (String item : list.split(",", -1)) {
            String text = item.strip();
            if (text.isEmpty()) {
                continue;
            }
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            Option option = Option.of(name).orElseThrow(() -> unknown(name));
            if (given.put(option, value(option, text, equals)) != null) {
                throw refused("'" + name + "' is given twice");
            }
        }
        return new Faults(given);
    }

    private static long value(Option option, String text, int equals) {
        if ((option.kind == Kind.FLAG) != (equals < 0)) {
            throw refused(
                    option.kind == Kind.FLAG
                            ? "'" + option.spelling + "' takes no value"
                            : "'" + option.spelling + "' needs a value");
        }
        String value = text.substring(equals + 1);
        return switch (option.kind) {
            case FLAG -> 1;
            case NUMBER -> number(option, value);
            case DURATION -> milliseconds(option, value);
            case STATUS -> status(value);
        };
    }

    private static long number(Option option, String value) {
        if (!value.matches("\\d{1,7}") || Integer.parseInt(value) > LARGEST) {
            throw refused("'" + option.spelling + "' needs a number up to " + LARGEST);
        }
        return Integer.parseInt(value);
    }

    private static long milliseconds(Option option, String value) {
        Matcher matcher = DURATION.matcher(value);
        if (!matcher.matches()) {
            throw refused("'" + option.spelling + "' needs a duration such as 200ms or 2s");
        }
        return Long.parseLong(matcher.group(1)) * (matcher.group(2).equals("s") ? 1000 : 1);
    }

    private static long status(String value) {
        Matcher matcher = Pattern.compile("([45]\\d\\d)(?::(\\d{1,5}))?").matcher(value);
        if (!matcher.matches()) {
            throw refused("'status' needs a code from 400 to 599, with :seconds for a retry-after");
        }
        long retryAfter = matcher.group(2) == null ? 0 : Long.parseLong(matcher.group(2)) + 1;
        return retryAfter << 32 | Long.parseLong(matcher.group(1));
    }

    private static Refusal unknown(String name) {
        String known =
                Arrays.stream(Option.values()).map(option -> option.spelling).collect(Collectors.joining(", "));
        return refused("'" + name + "' is unknown; there are " + known);
    }

    private static Refusal refused(String reason) {
        return Refusal.invalid(HEADER + ": " + reason + ".", HEADER, "invalid_value");
    }

    Optional<Duration> latency() {
        return duration(Option.LATENCY).or(() -> duration(Option.SLOW_HEAD));
    }

    Optional<Duration> firstToken() {
        return duration(Option.FIRST_TOKEN);
    }

    Optional<Duration> chunkDelay() {
        return duration(Option.CHUNK_DELAY);
    }

    OptionalInt chunks() {
        return number(Option.CHUNKS);
    }

    int cachedTokens() {
        return number(Option.CACHED).orElse(0);
    }

    Optional<Status> status() {
        return Optional.ofNullable(given.get(Option.STATUS)).map(packed -> {
            int retryAfter = (int) (packed >> 32);
            return new Status(
                    packed.intValue(), retryAfter == 0 ? OptionalInt.empty() : OptionalInt.of(retryAfter - 1));
        });
    }

    OptionalInt cut() {
        return number(Option.CUT);
    }

    OptionalInt stall() {
        return number(Option.STALL);
    }

    OptionalInt errorEvent() {
        return number(Option.ERROR_EVENT);
    }

    OptionalInt split() {
        return number(Option.SPLIT);
    }

    boolean hang() {
        return given.containsKey(Option.HANG);
    }

    boolean malformed() {
        return given.containsKey(Option.MALFORMED);
    }

    boolean noDone() {
        return given.containsKey(Option.NO_DONE);
    }

    boolean noUsage() {
        return given.containsKey(Option.NO_USAGE);
    }

    boolean comments() {
        return given.containsKey(Option.COMMENTS);
    }

    private OptionalInt number(Option option) {
        Long value = given.get(option);
        return value == null ? OptionalInt.empty() : OptionalInt.of(value.intValue());
    }

    private Optional<Duration> duration(Option option) {
        return Optional.ofNullable(given.get(option)).map(Duration::ofMillis);
    }
}
