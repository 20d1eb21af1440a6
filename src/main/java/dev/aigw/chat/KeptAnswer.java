package dev.aigw.chat;

import dev.aigw.limit.RateLimits.Fate;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * An answer as it is kept for callers that send the same request again: status, the headers that are not about one
 * caller's turn, and the bytes.
 */
record KeptAnswer(int status, MultiMap headers, Buffer body) {
    private static final byte VERSION = 1;
    /** Said of one turn of one caller, or of the connection. */
    private static final Set<String> OF_THE_TURN = Set.of(
            "x-request-id",
            "x-aigw-overhead-us",
            "x-ratelimit-limit-requests",
            "x-ratelimit-remaining-requests",
            "x-ratelimit-reset-requests",
            "x-ratelimit-limit-tokens",
            "x-ratelimit-remaining-tokens",
            "x-ratelimit-reset-tokens",
            "transfer-encoding",
            "content-length",
            "connection",
            "x-aigw-degraded",
            "access-control-allow-origin",
            "access-control-expose-headers",
            "vary");

    /** What becomes of it, given how long an answer may be that is kept; an error that may pass is for those who wait alone. */
    Fate fate(long mostBytes) {
        if (body.length() > mostBytes) {
            return new Fate.TooLong();
        }
        boolean mayPass = status >= 500 || status == 429 || status == 408 || status == 402;
        return mayPass ? new Fate.Shared(write()) : new Fate.Kept(write());
    }

    /** For those who wait right now alone: it broke off, and whoever comes later shall have a better one. */
    Fate shared(long mostBytes) {
        return body.length() > mostBytes ? new Fate.Forgotten() : new Fate.Shared(write());
    }

    Buffer write() {
        Buffer out = Buffer.buffer(body.length() + 256).appendByte(VERSION).appendShort((short) status);
        int at = out.length();
        out.appendShort((short) 0);
        int count = 0;
        for (Map.Entry<String, String> header : headers) {
            if (!OF_THE_TURN.contains(header.getKey().toLowerCase(java.util.Locale.ROOT))) {
                text(out, header.getKey());
                text(out, header.getValue());
                count++;
            }
        }
        return out.setShort(at, (short) count).appendBuffer(body);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException when another version wrote it
     */
    static KeptAnswer read(Buffer kept) {
        if (kept.length() < 5 || kept.getByte(0) != VERSION) {
            throw new IllegalArgumentException("not an answer of this version");
        }
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        int at = 5;
        for (int left = kept.getShort(3); left > 0; left--) {
            int name = kept.getUnsignedShort(at);
            int value = kept.getUnsignedShort(at + 2 + name);
            headers.add(
                    kept.getString(at + 2, at + 2 + name, "UTF-8"),
                    kept.getString(at + 4 + name, at + 4 + name + value, "UTF-8"));
            at += 4 + name + value;
        }
        return new KeptAnswer(kept.getUnsignedShort(1), headers, kept.getBuffer(at, kept.length()));
    }

    /** Sends it again. */
    void replay(ChatCall call) {
        HttpServerResponse response = call.response;
        if (response.headWritten() || response.closed()) {
            return;
        }
        response.setStatusCode(status);
        response.headers().addAll(headers);
        response.putHeader("x-request-id", call.access.requestId()).putHeader("idempotency-replayed", "true");
        call.access.headWritten();
        call.access.status(status);
        call.access.replayed();
        response.putHeader("x-aigw-overhead-us", Long.toString(call.access.overheadNanos() / 1_000));
        call.access.firstByte();
        response.end(body);
    }

    private static void text(Buffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.appendUnsignedShort(bytes.length).appendBytes(bytes);
    }
}
