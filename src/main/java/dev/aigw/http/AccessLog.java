package dev.aigw.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;

/**
 * One JSON line per request: time, request_id, method, route, tenant, client, status, code, outcome, stream, provider, model,
 * attempts, tokens, cost_usd, latency_us, first_byte_us, overhead_us. Never a header, a prompt or an answer. Lines of a
 * lane are gathered and handed to the sink every 100 ms, so that no event loop waits for a disk or a pipe.
 */
public final class AccessLog {
    private static final int FULL = 64 * 1024;

    private final AccessSink sink;
    private final JsonLine line = new JsonLine();
    private Buffer lines = Buffer.buffer(FULL);
    private long secondMillis = -1;
    private String second = "";

    public AccessLog(Vertx vertx, AccessSink sink) {
        this.sink = sink;
        vertx.setPeriodic(100, tick -> flush());
    }

    void add(AccessEntry entry) {
        line.begin().text("time", time(entry.startMillis()));
        entry.write(line);
        line.end(lines);
        if (lines.length() >= FULL) {
            flush();
        }
    }

    public void flush() {
        if (lines.length() > 0) {
            sink.take(lines);
            lines = Buffer.buffer(FULL);
        }
    }

    /** ISO 8601 with milliseconds; the part that changes once a second is made once a second. */
    private String time(long millis) {
        long whole = millis - Math.floorMod(millis, 1000L);
        if (whole != secondMillis) {
            secondMillis = whole;
            second = Instant.ofEpochMilli(whole).toString().replace("Z", ".");
        }
        long rest = millis - whole;
        return second + (rest < 10 ? "00" : rest < 100 ? "0" : "") + rest + "Z";
    }
}
