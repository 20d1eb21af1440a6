package dev.aigw.dialect.openai;

import dev.aigw.dialect.Ending;
import dev.aigw.dialect.json.Usd;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The chunk that tells a stream's usage at its end: kept back until the cost is known. */
final class UsageChunk {
    private static final byte[] START = ascii("data: ");
    private static final byte[] END = ascii("\n\n");
    private static final byte[] NO_CHOICES = ascii("[]");
    private static final byte[] NULL = ascii("null");

    private final byte[] bytes;
    private final int usageFrom;
    private final int usageTo;
    private final int choicesFrom;
    private final int choicesTo;

    private UsageChunk(byte[] bytes, Chunk chunk, int from) {
        this.bytes = bytes;
        this.usageFrom = chunk.usageFrom - from;
        this.usageTo = chunk.usageTo - from;
        this.choicesFrom = chunk.choices > 0 ? chunk.choicesFrom - from : 0;
        this.choicesTo = chunk.choices > 0 ? chunk.choicesTo - from : 0;
    }

    /** Keeps a copy of a chunk that has a usage object. */
    static UsageChunk of(byte[] bytes, int from, int to, Chunk chunk) {
        return new UsageChunk(Arrays.copyOfRange(bytes, from, to), chunk, from);
    }

    /** The chunk that had choices beside its usage, as an event that leaves the usage to the end. */
    static void appendWithoutUsage(Buffer out, byte[] bytes, int from, int to, Chunk chunk) {
        out.appendBytes(START);
        out.appendBytes(bytes, from, chunk.usageFrom - from);
        out.appendBytes(NULL);
        out.appendBytes(bytes, chunk.usageTo, to - chunk.usageTo);
        out.appendBytes(END);
    }

    /** Where there is no usage to tell: a chunk with nothing but what was asked of the gateway itself. */
    static void appendMeta(Buffer out, Buffer meta) {
        out.appendString("data: {\"id\":\"aigw\",\"object\":\"chat.completion.chunk\",\"created\":");
        out.appendString(Long.toString(System.currentTimeMillis() / 1000));
        out.appendString(",\"model\":\"aigw\",\"choices\":[],\"aigw\":").appendBuffer(meta);
        out.appendByte((byte) '}').appendBytes(END);
    }

    /** The usage and nothing else, as an event; with the cost when it is known, and the meta object when it was asked for. */
    void append(Buffer out, Ending ending) {
        out.appendBytes(START);
        if (choicesTo > 0 && choicesFrom < usageFrom) {
            copy(out, 0, choicesFrom);
            out.appendBytes(NO_CHOICES);
            copy(out, choicesTo, usageFrom);
        } else {
            copy(out, 0, usageFrom);
        }
        usage(out, ending.costNanos());
        if (choicesTo > 0 && choicesFrom > usageFrom) {
            copy(out, usageTo, choicesFrom);
            out.appendBytes(NO_CHOICES);
            copy(out, choicesTo, lastBrace());
        } else {
            copy(out, usageTo, lastBrace());
        }
        ending.meta().ifPresent(meta -> out.appendString(",\"aigw\":").appendBuffer(meta));
        out.appendByte((byte) '}');
        out.appendBytes(END);
    }

    private void usage(Buffer out, long costNanos) {
        if (costNanos < 0) {
            copy(out, usageFrom, usageTo);
            return;
        }
        int last = usageTo - 2; // before the closing brace
        while (bytes[last] <= ' ') {
            last--;
        }
        copy(out, usageFrom, last + 1);
        out.appendString((bytes[last] == '{' ? "" : ",") + "\"cost_usd\":" + Usd.of(costNanos));
        copy(out, last + 1, usageTo);
    }

    private int lastBrace() {
        int at = bytes.length - 1;
        while (bytes[at] != '}') {
            at--;
        }
        return at;
    }

    private void copy(Buffer out, int from, int to) {
        out.appendBytes(bytes, from, to - from);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
