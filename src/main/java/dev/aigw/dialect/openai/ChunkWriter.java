package dev.aigw.dialect.openai;

import com.fasterxml.jackson.databind.util.RawValue;
import dev.aigw.dialect.Ending;
import dev.aigw.dialect.TokenUsage;
import dev.aigw.dialect.json.Json;
import dev.aigw.dialect.json.Usd;
import dev.aigw.dialect.neutral.AnswerEvent;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** Writes the steps of a streamed answer as chunks of a chat completion. */
public final class ChunkWriter {
    private static final byte[] NO_REASON = ascii("},\"logprobs\":null,\"finish_reason\":null}]}\n\n");
    private static final byte[] NO_DELTA = ascii("},\"logprobs\":null,\"finish_reason\":\"");
    private static final byte[] DELTA = ascii("\"choices\":[{\"index\":0,\"delta\":{");
    private static final byte[] DONE = ascii("data: [DONE]\n\n");

    private final long created;
    private byte[] head;

    /** All chunks tell the same time, in seconds of the epoch. */
    public ChunkWriter(long created) {
        this.created = created;
        this.head = head("", "");
    }

    private byte[] head(String id, String model) {
        return Buffer.buffer("data: {\"id\":")
                .appendBytes(Json.quote(id))
                .appendString(",\"object\":\"chat.completion.chunk\",\"created\":" + created + ",\"model\":")
                .appendBytes(Json.quote(model))
                .appendString(",")
                .getBytes();
    }

    public void write(Buffer out, AnswerEvent event) {
        switch (event) {
            case AnswerEvent.Begin(String id, String model) -> {
                head = head(id, model);
                delta(out, "\"role\":\"assistant\",\"content\":\"\",\"refusal\":null");
            }
            case AnswerEvent.Text(String text) -> delta(out, "\"content\":", text);
            case AnswerEvent.Reasoning(String text) -> delta(out, "\"reasoning_content\":", text);
            case AnswerEvent.ToolCall(int index, String id, String name) -> {
                begin(out, "\"tool_calls\":[{\"index\":" + index + ",\"id\":");
                out.appendBytes(Json.quote(id)).appendString(",\"type\":\"function\",\"function\":{\"name\":");
                out.appendBytes(Json.quote(name)).appendString(",\"arguments\":\"\"}}]");
                out.appendBytes(NO_REASON);
            }
            case AnswerEvent.ToolArguments(int index, String piece) -> {
                begin(out, "\"tool_calls\":[{\"index\":" + index + ",\"function\":{\"arguments\":");
                out.appendBytes(Json.quote(piece)).appendString("}}]").appendBytes(NO_REASON);
            }
            case AnswerEvent.Stop(var reason) -> {
                begin(out, "");
                out.appendBytes(NO_DELTA)
                        .appendString(CompletionWriter.word(reason))
                        .appendString("\"}]}\n\n");
            }
        }
    }

    private void begin(Buffer out, String member) {
        out.appendBytes(head).appendBytes(DELTA).appendString(member);
    }

    private void delta(Buffer out, String member) {
        begin(out, member);
        out.appendBytes(NO_REASON);
    }

    private void delta(Buffer out, String name, String text) {
        begin(out, name);
        out.appendBytes(Json.quote(text)).appendBytes(NO_REASON);
    }

    /** The chunk that tells the usage; with the cost when it is not negative. */
    public void usage(Buffer out, TokenUsage usage, Ending ending) {
        var json = UsageWriter.write(usage);
        if (ending.costNanos() >= 0) {
            json.putRawValue("cost_usd", new RawValue(Usd.of(ending.costNanos())));
        }
        out.appendBytes(head).appendString("\"choices\":[],\"usage\":").appendString(json.toString());
        ending.meta().ifPresent(meta -> out.appendString(",\"aigw\":").appendBuffer(meta));
        out.appendString("}\n\n");
    }

    /** A last chunk with nothing but what was asked of the gateway itself. */
    public void meta(Buffer out, Buffer meta) {
        out.appendBytes(head).appendString("\"choices\":[],\"aigw\":").appendBuffer(meta);
        out.appendString("}\n\n");
    }

    public void done(Buffer out) {
        out.appendBytes(DONE);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
