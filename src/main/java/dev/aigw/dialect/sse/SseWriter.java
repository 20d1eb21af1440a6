package dev.aigw.dialect.sse;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** Writes server-sent events. */
public final class SseWriter {
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] EVENT = ascii("event: ");
    private static final byte[] COMMENT = ascii(": ");

    private SseWriter() {}

    /** Appends an unnamed event; line feeds in the data become lines of their own. */
    public static Buffer data(Buffer out, byte[] bytes, int from, int to) {
        int line = from;
        for (int i = from; i <= to; i++) {
            if (i == to || bytes[i] == '\n') {
                out.appendBytes(DATA).appendBytes(bytes, line, i - line).appendByte((byte) '\n');
                line = i + 1;
            }
        }
        return out.appendByte((byte) '\n');
    }

    public static Buffer data(Buffer out, byte[] bytes) {
        return data(out, bytes, 0, bytes.length);
    }

    /** Appends an event with a name, which must have no line end. */
    public static Buffer event(Buffer out, String name, byte[] bytes) {
        checkOneLine(name);
        out.appendBytes(EVENT).appendString(name).appendByte((byte) '\n');
        return data(out, bytes);
    }

    /** Appends a comment, which clients ignore; it must have no line end. */
    public static Buffer comment(Buffer out, String text) {
        checkOneLine(text);
        return out.appendBytes(COMMENT).appendString(text).appendString("\n\n");
    }

    private static void checkOneLine(String text) {
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("a line end where one line is wanted");
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
