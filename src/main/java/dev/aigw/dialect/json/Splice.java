package dev.aigw.dialect.json;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes to the members of one JSON object, carried out on its bytes: what is not named here is copied as it stands,
 * blanks and spelling included.
 */
public final class Splice {
    /** No JSON value is empty, so an empty one can stand for none. */
    private static final byte[] REMOVED = {};

    private final byte[] bytes;
    private final Members members;
    private final byte[] @Nullable [] changes;
    private final List<byte[]> added = new ArrayList<>(3);
    private int growth;

    public Splice(byte[] bytes, Members members) {
        this.bytes = bytes;
        this.members = members;
        this.changes = new byte[members.size()][];
    }

    public Splice remove(int index) {
        changes[index] = REMOVED;
        return this;
    }

    /** Puts another value in the place of the member's. */
    public Splice replace(int index, byte[] value) {
        changes[index] = value;
        growth += value.length;
        return this;
    }

    /** Adds a member after the last one, written as {@code "name":value}. */
    public Splice add(byte[] member) {
        added.add(member);
        growth += member.length + 1;
        return this;
    }

    /** The bytes from {@code from} to {@code to}, which enclose the object, with the changes made. */
    public Buffer apply(int from, int to) {
        Buffer out = Buffer.buffer(to - from + growth);
        int copied = from; // up to here all is written or left out
        boolean first = true;
        for (int i = 0; i < changes.length; i++) {
            byte[] change = changes[i];
            if (change != null && change.length == 0) {
                copy(out, copied, members.endBefore(i));
                copied = members.end(i);
                continue;
            }
            if (first && i > 0) { // all before it are removed, so its comma goes too
                copied = members.key(i);
            }
            first = false;
            if (change != null) {
                copy(out, copied, members.value(i));
                out.appendBytes(change);
                copied = members.end(i);
            }
        }
        copy(out, copied, members.endOfLast());
        for (byte[] member : added) {
            if (!first) {
                out.appendByte((byte) ',');
            }
            first = false;
            out.appendBytes(member);
        }
        copy(out, members.endOfLast(), to);
        return out;
    }

    private void copy(Buffer out, int from, int to) {
        if (to > from) {
            out.appendBytes(bytes, from, to - from);
        }
    }
}
