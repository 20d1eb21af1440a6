package dev.aigw.dialect.json;

import java.nio.charset.StandardCharsets;

/** Reads stretches of JSON strings in place, wherever they are cut. */
public final class RawText {
    private static final byte BACKSLASH = '\\';

    private RawText() {}

    /**
     * The text of well-formed JSON between two offsets inside one string, without its escapes. An escape or character that
     * the beginning cuts is read as what is left of it, one that the end cuts is left out.
     */
    public static String decode(byte[] bytes, int from, int to) {
        int start = from;
        while (start < to && isContinuation(bytes[start])) {
            start++;
        }
        int end = to;
        if (to < bytes.length && isContinuation(bytes[to])) {
            while (end > start && isContinuation(bytes[end - 1])) {
                end--;
            }
            end = Math.max(start, end - 1); // the character's first byte
        }
        for (int i = start; i < end; i++) {
            if (bytes[i] == BACKSLASH) {
                return unescape(new String(bytes, start, end - start, StandardCharsets.UTF_8));
            }
        }
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xC0) == 0x80;
    }

    private static String unescape(String raw) {
        StringBuilder text = new StringBuilder(raw.length());
        int i = 0;
        while (i < raw.length()) {
            char c = raw.charAt(i++);
            if (c != '\\') {
                text.append(c);
            } else if (i < raw.length()) {
                char escape = raw.charAt(i++);
                switch (escape) {
                    case 'n' -> text.append('\n');
                    case 't' -> text.append('\t');
                    case 'r' -> text.append('\r');
                    case 'b' -> text.append('\b');
                    case 'f' -> text.append('\f');
                    case 'u' -> {
                        appendHex(text, raw, i);
                        i += 4;
                    }
                    default -> text.append(escape);
                }
            }
        }
        return text.toString();
    }

    private static void appendHex(StringBuilder text, String raw, int at) {
        if (at + 4 > raw.length()) {
            return;
        }
        int c = 0;
        for (int i = at; i < at + 4; i++) {
            c = c * 16 + Character.digit(raw.charAt(i), 16);
        }
        text.append((char) c);
    }
}
