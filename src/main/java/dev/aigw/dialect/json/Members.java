package dev.aigw.dialect.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;

/** Where the members of one JSON object stand in its bytes. */
public final class Members {
    private static final int COLUMNS = 3;

    /** Position right after the opening brace. */
    private final int open;

    private int[] offsets = new int[16 * COLUMNS];
    private int size;

    public Members(int open) {
        this.open = open;
    }

    /** Begins with the object whose opening brace the parser has just read. */
    public static Members at(JsonParser parser) {
        return new Members(tokenStart(parser) + 1);
    }

    /** Reads the rest of the object whose opening brace the parser has just read, and notes nothing but places. */
    public static Members skim(JsonParser parser) throws IOException {
        Members members = at(parser);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            int key = tokenStart(parser);
            parser.nextToken();
            int value = tokenStart(parser);
            parser.skipChildren();
            members.add(key, value, tokenEnd(parser));
        }
        return members;
    }

    /** The offset of the token's first byte, a quote included. */
    public static int tokenStart(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** The offset right after the token, which is read to its end for that. */
    public static int tokenEnd(JsonParser parser) throws IOException {
        parser.finishToken(); // strings are read lazily
        return (int) parser.currentLocation().getByteOffset();
    }

    /** Notes the next member, in the order of the bytes, and gives its index. */
    public int add(int key, int value, int end) {
        if ((size + 1) * COLUMNS > offsets.length) {
            offsets = Arrays.copyOf(offsets, offsets.length * 2);
        }
        int row = size * COLUMNS;
        offsets[row] = key;
        offsets[row + 1] = value;
        offsets[row + 2] = end;
        return size++;
    }

    public int size() {
        return size;
    }

    public int key(int index) {
        return offsets[index * COLUMNS];
    }

    public int value(int index) {
        return offsets[index * COLUMNS + 1];
    }

    public int end(int index) {
        return offsets[index * COLUMNS + 2];
    }

    /** Where what precedes this member ends: the member before it, or the opening brace. */
    int endBefore(int index) {
        return index == 0 ? open : end(index - 1);
    }

    int open() {
        return open;
    }

    int endOfLast() {
        return endBefore(size);
    }
}
