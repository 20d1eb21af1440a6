package dev.aigw.dialect.sse;

import dev.aigw.dialect.MalformedAnswer;
import io.vertx.core.buffer.Buffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Cuts a stream of server-sent events into frames: runs of lines that end with an empty one. Takes bytes cut anywhere and
 * every line end the specification allows, mixed as they come. The bytes of a frame stay where they are until the next
 * {@link #feed}; nothing is allocated per frame.
 */
public final class SseFrames {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long LINE_FEEDS = ONES * '\n';
    private static final long CARRIAGE_RETURNS = ONES * '\r';
    private static final int FIRST_SIZE = 2048;
    private static final int KEPT_SIZE = 64 * 1024;

    private final int maxFrame;
    private byte[] bytes = new byte[FIRST_SIZE];
    private int filled;

    /** Where the frame that is being read begins, where its current line begins, and up to where it was searched. */
    private int begin;

    private int line;
    private int searched;
    private int lines;
    private int firstLineEnd;

    private boolean begun;
    private boolean skipLineFeed;

    private int from;
    private int to;
    private int frameLines;
    private int frameFirstLineEnd;

    /** A frame of more than {@code maxFrame} bytes is a malformed answer. */
    public SseFrames(int maxFrame) {
        this.maxFrame = maxFrame;
    }

    /** Adds bytes; take all frames with {@link #next} before feeding again. */
    public void feed(Buffer buffer) {
        int length = buffer.length();
        int rest = filled - begin;
        if (begin > 0) {
            System.arraycopy(bytes, begin, bytes, 0, rest);
            line -= begin;
            searched -= begin;
            firstLineEnd -= begin;
            begin = 0;
            filled = rest;
        }
        if (rest + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(rest + length, bytes.length * 2));
        } else if (rest == 0 && bytes.length > KEPT_SIZE && length < KEPT_SIZE) {
            bytes = new byte[KEPT_SIZE];
        }
        buffer.getBytes(0, length, bytes, filled);
        filled += length;
    }

    /** Moves to the next whole frame; false when more bytes are needed. */
    public boolean next() {
        if (!begun && !skipByteOrderMark()) {
            return false;
        }
        int i = searched;
        while (true) {
            if (skipLineFeed && i < filled) {
                i = skipLineFeed(i);
            }
            i = lineEnd(i);
            if (i == filled) {
                searched = i;
                checkSize(filled - begin);
                return false;
            }
            int after = endOfLine(i);
            if (i == line) {
                return frame(after);
            }
            if (lines++ == 0) {
                firstLineEnd = i;
            }
            line = after;
            i = after;
        }
    }

    private boolean frame(int after) {
        checkSize(after - begin);
        from = begin;
        to = after;
        frameLines = lines;
        frameFirstLineEnd = firstLineEnd;
        begin = after;
        line = after;
        searched = after;
        lines = 0;
        return true;
    }

    /** What follows the line that ends at {@code i}; of a CR at the very end of what is there, an LF may yet belong to it. */
    private int endOfLine(int i) {
        if (bytes[i] == '\r') {
            if (i + 1 == filled) {
                skipLineFeed = true;
            } else if (bytes[i + 1] == '\n') {
                return i + 2;
            }
        }
        return i + 1;
    }

    /** The LF of a CRLF that was cut in two: part of the line before, and of no frame if that line ended one. */
    private int skipLineFeed(int i) {
        skipLineFeed = false;
        if (bytes[i] != '\n') {
            return i;
        }
        if (begin == i) {
            begin++;
        }
        line = i + 1;
        return i + 1;
    }

    /** False when it is not yet clear whether the stream begins with a mark. */
    private boolean skipByteOrderMark() {
        if (filled == 0) {
            return false;
        }
        if (bytes[0] == (byte) 0xEF) {
            if (filled < 3) {
                return false;
            }
            if (bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
                begin = 3;
                line = 3;
                searched = 3;
            }
        }
        begun = true;
        return true;
    }

    private int lineEnd(int start) {
        byte[] b = bytes;
        int i = start;
        for (; i + 8 <= filled; i += 8) {
            long word = (long) LONGS.get(b, i);
            long lf = word ^ LINE_FEEDS;
            long cr = word ^ CARRIAGE_RETURNS;
            long hit = (((lf - ONES) & ~lf) | ((cr - ONES) & ~cr)) & HIGHS;
            if (hit != 0) {
                return i + (Long.numberOfTrailingZeros(hit) >>> 3);
            }
        }
        while (i < filled && b[i] != '\n' && b[i] != '\r') {
            i++;
        }
        return i;
    }

    private void checkSize(int size) {
        if (size > maxFrame) {
            throw new MalformedAnswer("an event of more than " + maxFrame + " bytes");
        }
    }

    /** The array that {@link #from} and {@link #to} point into; to be read only, and only until the next feed. */
    public byte[] array() {
        return bytes;
    }

    public int from() {
        return from;
    }

    /** Behind the empty line that ends the frame. */
    public int to() {
        return to;
    }

    /** How many lines the frame has, the empty one not counted. */
    public int lines() {
        return frameLines;
    }

    /** Where the first line ends, its line end not counted; of no meaning for a frame without lines. */
    public int firstLineEnd() {
        return frameFirstLineEnd;
    }

    /** Where what is not yet a whole frame begins. */
    public int restFrom() {
        return begin;
    }

    /** The end of all bytes there are. */
    public int filled() {
        return filled;
    }

    /** How many bytes wait for the rest of their frame. */
    public int rest() {
        return filled - begin;
    }
}
