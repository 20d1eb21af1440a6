package dev.aigw.dialect.sse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * One server-sent event, read from its frame as the WHATWG's specification says; to be reused for the next. The data of an
 * event with one {@code data} line is read where it lies; see {@link #data}, {@link #from} and {@link #to}.
 */
public final class SseEvent {
    private static final String MESSAGE = "message";

    private byte[] data = {};
    private int from;
    private int to;
    private byte[] joined = {};
    private String type = MESSAGE;
    private String lastEventId = "";
    private long retryMillis = -1;

    private boolean hasData;

    /** Reads a frame; false when it has no data and is thus no event. */
    public boolean read(byte[] bytes, int begin, int end) {
        hasData = false;
        type = MESSAGE;
        int i = begin;
        while (i < end) {
            int lineEnd = i;
            while (lineEnd < end && bytes[lineEnd] != '\n' && bytes[lineEnd] != '\r') {
                lineEnd++;
            }
            if (lineEnd > i) {
                line(bytes, i, lineEnd);
            }
            i = lineEnd + 1; // the LF of a CRLF reads as an empty line, which says nothing within a frame
        }
        return hasData;
    }

    private void line(byte[] bytes, int begin, int end) {
        int colon = begin;
        while (colon < end && bytes[colon] != ':') {
            colon++;
        }
        int value = Math.min(colon + 1, end);
        if (value < end && bytes[value] == ' ') {
            value++;
        }
        switch (colon - begin) {
            case 2 -> {
                if (bytes[begin] == 'i' && bytes[begin + 1] == 'd') {
                    id(bytes, value, end);
                }
            }
            case 4 -> {
                if (is("data", bytes, begin)) {
                    addData(bytes, value, end);
                }
            }
            case 5 -> {
                if (is("event", bytes, begin)) {
                    type = end == value ? MESSAGE : new String(bytes, value, end - value, StandardCharsets.UTF_8);
                } else if (is("retry", bytes, begin)) {
                    retry(bytes, value, end);
                }
            }
            default -> {} // comments have an empty name, other fields are to be ignored
        }
    }

    private static boolean is(String name, byte[] bytes, int at) {
        for (int i = 0; i < name.length(); i++) {
            if (bytes[at + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void addData(byte[] bytes, int value, int end) {
        if (!hasData) {
            hasData = true;
            data = bytes;
            from = value;
            to = end;
            return;
        }
        int before = to - from;
        int length = before + 1 + end - value;
        byte[] target = joined.length >= length ? joined : new byte[Math.max(length, joined.length * 2)];
        System.arraycopy(data, from, target, 0, before);
        target[before] = '\n';
        System.arraycopy(bytes, value, target, before + 1, end - value);
        joined = target;
        data = target;
        from = 0;
        to = length;
    }

    private void id(byte[] bytes, int value, int end) {
        for (int i = value; i < end; i++) {
            if (bytes[i] == 0) {
                return;
            }
        }
        lastEventId = new String(bytes, value, end - value, StandardCharsets.UTF_8);
    }

    private void retry(byte[] bytes, int value, int end) {
        long millis = 0;
        for (int i = value; i < end; i++) {
            if (bytes[i] < '0' || bytes[i] > '9' || i - value > 15) {
                return;
            }
            millis = millis * 10 + bytes[i] - '0';
        }
        if (end > value) {
            retryMillis = millis;
        }
    }

    /** The array that holds the data; valid until the next event is read. */
    public byte[] data() {
        return data;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    public String text() {
        return new String(data, from, to - from, StandardCharsets.UTF_8);
    }

    /** A copy of the data. */
    public byte[] copy() {
        return Arrays.copyOfRange(data, from, to);
    }

    /** What the event is called; {@code message} when it has no name. */
    public String type() {
        return type;
    }

    public boolean named() {
        return !type.equals(MESSAGE);
    }

    public String lastEventId() {
        return lastEventId;
    }

    /** How long the server wants clients to wait before they connect again, if it ever said. */
    public OptionalLong retryMillis() {
        return retryMillis < 0 ? OptionalLong.empty() : OptionalLong.of(retryMillis);
    }
}
