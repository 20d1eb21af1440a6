package dev.aigw.dialect.openai;

import java.util.Arrays;

/**
 * A look at a streamed chunk's bytes that tells whether it must be parsed, and how many characters of answer it carries. It
 * walks from string to string, so that what stands in a text is never taken for a key; it checks no grammar. A key whose
 * letters are written as escapes is not recognised: no provider does that.
 *
 * <p>Most chunks of a stream begin alike up to the text they carry, so that beginning is kept and compared instead of
 * walked: that halves the price of a chunk.
 */
final class ChunkGlance {
    private byte[] prefix = new byte[512];
    private int prefixLength;

    /**
     * Looks at the bytes of one JSON object.
     *
     * @return the number of characters when the chunk is ordinary; its complement (negative) when the chunk says usage, a
     *     finish reason or an error, or is not an object
     */
    long look(byte[] b, int from, int to) {
        if (to - from < 2 || b[from] != '{' || b[to - 1] != '}') {
            return walk(b, from, from, to, true, false);
        }
        boolean beginsAlike = prefixLength > 0
                && prefixLength < to - from
                && Arrays.equals(b, from, from + prefixLength, prefix, 0, prefixLength);
        return beginsAlike
                ? walk(b, from, from + prefixLength - 1, to, false, true)
                : walk(b, from, from, to, false, false);
    }

    /** Walks from string to string, beginning at {@code begin}; {@code counting} says that the first one is text. */
    private long walk(byte[] b, int from, int begin, int to, boolean special, boolean counting) {
        boolean parse = special;
        boolean text = counting;
        boolean keepsPrefix = !special && !counting;
        long characters = 0;
        int i = begin;
        while (i < to) {
            if (b[i++] != '"') {
                continue;
            }
            int start = i;
            if (text) {
                characters += charactersUntilQuote(b, start, to);
                text = false;
                if (keepsPrefix && !parse) {
                    keepsPrefix = false;
                    keepPrefix(b, from, start);
                }
            }
            i = endOfString(b, start, to);
            if (i >= to) {
                return ~characters; // a string without an end
            }
            int length = i - start;
            i++;
            switch (length) {
                case 5 -> parse |= (isUsage(b, start) || isError(b, start)) && saysSomething(b, i, to);
                case 7, 9, 17 -> text = isText(b, start, length) && b[skipToValue(b, i, to)] == '"';
                case 13 -> parse |= b[start] == 'f' && isFinishReason(b, start) && saysSomething(b, i, to);
                default -> {}
            }
        }
        return parse ? ~characters : characters;
    }

    /** Keeps what stands before the first text of an ordinary chunk, its opening quote included. */
    private void keepPrefix(byte[] b, int from, int to) {
        if (to - from <= prefix.length) {
            prefixLength = to - from;
            System.arraycopy(b, from, prefix, 0, prefixLength);
        }
    }

    private static int endOfString(byte[] b, int start, int to) {
        int i = start;
        while (i < to) {
            byte c = b[i];
            if (c == '"') {
                return i;
            }
            i += c == '\\' ? 2 : 1;
        }
        return to;
    }

    /** An escape counts as one character, {@code \}{@code u} and its digits too. */
    private static long charactersUntilQuote(byte[] b, int start, int to) {
        long characters = 0;
        int i = start;
        while (i < to && b[i] != '"') {
            if (b[i] == '\\') {
                i += i + 1 < to && b[i + 1] == 'u' ? 6 : 2;
                characters++;
            } else {
                characters += (b[i] & 0xC0) == 0x80 ? 0 : 1;
                i++;
            }
        }
        return characters;
    }

    private static boolean isUsage(byte[] b, int i) {
        return b[i] == 'u' && b[i + 1] == 's' && b[i + 2] == 'a' && b[i + 3] == 'g' && b[i + 4] == 'e';
    }

    private static boolean isError(byte[] b, int i) {
        return b[i] == 'e' && b[i + 1] == 'r' && b[i + 2] == 'r' && b[i + 3] == 'o' && b[i + 4] == 'r';
    }

    private static boolean isFinishReason(byte[] b, int i) {
        return is("finish_reason", b, i);
    }

    private static boolean isText(byte[] b, int i, int length) {
        return switch (b[i]) {
            case 'c' -> length == 7 && is("content", b, i);
            case 'a' -> length == 9 && is("arguments", b, i);
            case 'r' -> {
                String name = length == 9 ? "reasoning" : length == 17 ? "reasoning_content" : "refusal";
                yield is(name, b, i);
            }
            default -> false;
        };
    }

    private static boolean is(String name, byte[] b, int at) {
        for (int i = 0; i < name.length(); i++) {
            if (b[at + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a key's value is other than null and the empty string; false also when this was no key. */
    private static boolean saysSomething(byte[] b, int i, int to) {
        int value = skipToValue(b, i, to);
        return b[value] != '}' && b[value] != 'n' && !(b[value] == '"' && value + 1 < to && b[value + 1] == '"');
    }

    /** Where the value of the key that ends before {@code i} begins; the last byte when this was no key. */
    private static int skipToValue(byte[] b, int i, int to) {
        int at = skipBlanks(b, i, to);
        return b[at] == ':' ? skipBlanks(b, at + 1, to) : to - 1;
    }

    private static int skipBlanks(byte[] b, int i, int to) {
        int at = i;
        while (at < to - 1 && (b[at] == ' ' || b[at] == '\t' || b[at] == '\n' || b[at] == '\r')) {
            at++;
        }
        return Math.min(at, to - 1);
    }
}
