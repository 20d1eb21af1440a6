package dev.aigw.http;

import dev.aigw.dialect.json.Usd;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds one JSON object on one line, straight into bytes; an absent text is left out. */
final class JsonLine {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    /** The most bytes that one character becomes, as an escape. */
    private static final int WIDEST = 6;

    private byte[] bytes = new byte[1024];
    private int length;

    JsonLine begin() {
        length = 0;
        bytes[length++] = '{';
        return this;
    }

    JsonLine text(String name, String value) {
        if (!value.isEmpty()) {
            name(name);
            room(value.length() * WIDEST + 2);
            bytes[length++] = '"';
            for (int i = 0; i < value.length(); i++) {
                character(value.charAt(i));
            }
            bytes[length++] = '"';
        }
        return this;
    }

    JsonLine number(String name, long value) {
        name(name);
        room(20);
        if (value >= 0 && value < 10) {
            bytes[length++] = (byte) ('0' + value);
        } else {
            ascii(Long.toString(value));
        }
        return this;
    }

    JsonLine flag(String name, boolean value) {
        name(name);
        room(5);
        byte[] word = value ? TRUE : FALSE;
        System.arraycopy(word, 0, bytes, length, word.length);
        length += word.length;
        return this;
    }

    JsonLine usd(String name, long nanos) {
        name(name);
        room(32);
        ascii(Usd.of(nanos));
        return this;
    }

    void end(Buffer to) {
        room(2);
        bytes[length++] = '}';
        bytes[length++] = '\n';
        to.appendBytes(bytes, 0, length);
    }

    /** Names are ours, plain ASCII. */
    private void name(String name) {
        room(name.length() + 4);
        if (length > 1) {
            bytes[length++] = ',';
        }
        bytes[length++] = '"';
        ascii(name);
        bytes[length++] = '"';
        bytes[length++] = ':';
    }

    private void ascii(String text) {
        byte[] plain = text.getBytes(StandardCharsets.ISO_8859_1); // intrinsic: a copy of the string's own bytes
        System.arraycopy(plain, 0, bytes, length, plain.length);
        length += plain.length;
    }

    private void character(char c) {
        if (c == '"' || c == '\\') {
            bytes[length++] = '\\';
            bytes[length++] = (byte) c;
        } else if (c >= 0x20 && c < 0x7f) {
            bytes[length++] = (byte) c;
        } else {
            bytes[length++] = '\\';
            bytes[length++] = 'u';
            for (int shift = 12; shift >= 0; shift -= 4) {
                bytes[length++] = HEX[c >> shift & 15];
            }
        }
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
