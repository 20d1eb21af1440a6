package dev.aigw.usage;

import dev.aigw.dialect.TokenUsage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** How usage stands in a journal: a version, what is always there, then what is there by the flags. */
final class UsageCodec {
    /** The kinds of records. */
    static final byte EVENT = 1;

    static final byte SETTLED = 2;

    private static final byte VERSION = 1;

    private static final int ESTIMATED = 1;
    private static final int COST = 1 << 1;
    private static final int LIST = 1 << 2;
    private static final int FIRST_TOKEN = 1 << 3;
    private static final int USER = 1 << 4;
    private static final int FEATURE = 1 << 5;
    private static final int CALLER = 1 << 6;
    private static final int ROLE = 1 << 7;

    private UsageCodec() {}

    /** Bytes that this version cannot have written. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String message) {
            super(message);
        }
    }

    /** Texts are cut to what the ledger keeps of them. */
    static void encode(UsageEvent event, ByteBuffer to) {
        to.put(VERSION).put((byte) flags(event)).put(code(event.status()));
        put(event.id(), to);
        to.putLong(event.tenantId());
        Instant at = event.createdAt();
        to.putLong(at.getEpochSecond()).putInt(at.getNano());
        to.putInt(event.attempt()).putLong(event.latencyMillis());
        TokenUsage tokens = event.tokens();
        to.putLong(tokens.input()).putLong(tokens.cacheRead()).putLong(tokens.cacheWrite());
        to.putLong(tokens.output()).putLong(tokens.reasoning());
        put(event.provider(), to);
        put(event.model(), to);
        put(event.requestId(), to);
        put(event.costNanos(), to);
        put(event.listNanos(), to);
        put(event.firstTokenMillis(), to);
        put(event.user(), to);
        put(event.feature(), to);
        put(event.caller(), to);
        put(event.role(), to);
    }

    static UsageEvent event(ByteBuffer from) throws Unreadable {
        return read(from, UsageCodec::readEvent);
    }

    static void encode(UsageFeed.Settled settled, ByteBuffer to) {
        to.put(VERSION).putLong(settled.tenantId());
        put(settled.reservation(), to);
        to.putLong(settled.tokens()).putLong(settled.costNanos());
    }

    static UsageFeed.Settled settled(ByteBuffer from) throws Unreadable {
        return read(from, in -> new UsageFeed.Settled(in.getLong(), uuid(in), in.getLong(), in.getLong()));
    }

    private static <T> T read(ByteBuffer from, Reading<T> reading) throws Unreadable {
        try {
            byte version = from.get();
            if (version != VERSION) {
                throw new Unreadable("version " + version + " is unknown");
            }
            T read = reading.read(from);
            if (from.hasRemaining()) {
                throw new Unreadable("it is too long");
            }
            return read;
        } catch (BufferUnderflowException | DateTimeException e) {
            throw new Unreadable("it is too short, or has an impossible time");
        }
    }

    private static UsageEvent readEvent(ByteBuffer from) throws Unreadable {
        int flags = from.get();
        UsageEvent.Status status = status(from.get());
        UUID id = uuid(from);
        long tenant = from.getLong();
        Instant createdAt = Instant.ofEpochSecond(from.getLong(), from.getInt());
        int attempt = from.getInt();
        long latency = from.getLong();
        TokenUsage tokens =
                new TokenUsage(from.getLong(), from.getLong(), from.getLong(), from.getLong(), from.getLong());
        String provider = text(from);
        String model = text(from);
        String requestId = text(from);
        OptionalLong cost = number(flags, COST, from);
        OptionalLong list = number(flags, LIST, from);
        OptionalLong firstToken = number(flags, FIRST_TOKEN, from);
        return new UsageEvent(
                id,
                tenant,
                provider,
                model,
                tokens,
                (flags & ESTIMATED) != 0,
                cost,
                list,
                requestId,
                createdAt,
                status,
                attempt,
                latency,
                firstToken,
                text(flags, USER, from),
                text(flags, FEATURE, from),
                text(flags, CALLER, from),
                text(flags, ROLE, from));
    }

    private static int flags(UsageEvent event) {
        return (event.estimated() ? ESTIMATED : 0)
                | (event.costNanos().isPresent() ? COST : 0)
                | (event.listNanos().isPresent() ? LIST : 0)
                | (event.firstTokenMillis().isPresent() ? FIRST_TOKEN : 0)
                | (event.user().isPresent() ? USER : 0)
                | (event.feature().isPresent() ? FEATURE : 0)
                | (event.caller().isPresent() ? CALLER : 0)
                | (event.role().isPresent() ? ROLE : 0);
    }

    /** Numbers that stay, whatever becomes of the order of the constants. */
    private static byte code(UsageEvent.Status status) {
        return switch (status) {
            case OK -> 0;
            case ERROR -> 1;
            case TIMEOUT -> 2;
            case CANCELLED -> 3;
            case UNKNOWN -> 4;
        };
    }

    private static UsageEvent.Status status(byte code) throws Unreadable {
        return switch (code) {
            case 0 -> UsageEvent.Status.OK;
            case 1 -> UsageEvent.Status.ERROR;
            case 2 -> UsageEvent.Status.TIMEOUT;
            case 3 -> UsageEvent.Status.CANCELLED;
            case 4 -> UsageEvent.Status.UNKNOWN;
            default -> throw new Unreadable("status " + code + " is unknown");
        };
    }

    private static void put(UUID id, ByteBuffer to) {
        to.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static UUID uuid(ByteBuffer from) {
        return new UUID(from.getLong(), from.getLong());
    }

    private static void put(OptionalLong number, ByteBuffer to) {
        if (number.isPresent()) {
            to.putLong(number.getAsLong());
        }
    }

    private static OptionalLong number(int flags, int flag, ByteBuffer from) {
        return (flags & flag) != 0 ? OptionalLong.of(from.getLong()) : OptionalLong.empty();
    }

    private static void put(String text, ByteBuffer to) {
        byte[] bytes = UsageTable.text(text).getBytes(StandardCharsets.UTF_8);
        to.putShort((short) bytes.length).put(bytes);
    }

    private static void put(Optional<String> text, ByteBuffer to) {
        if (text.isPresent()) {
            put(text.get(), to);
        }
    }

    private static String text(ByteBuffer from) throws Unreadable {
        int length = from.getShort();
        if (length < 0) {
            throw new Unreadable("a text is too long");
        }
        byte[] bytes = new byte[length];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Optional<String> text(int flags, int flag, ByteBuffer from) throws Unreadable {
        return (flags & flag) != 0 ? Optional.of(text(from)) : Optional.empty();
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read(ByteBuffer from) throws Unreadable;
    }
}
