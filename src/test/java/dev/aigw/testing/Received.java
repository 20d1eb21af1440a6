package dev.aigw.testing;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One request as the upstream got it, and what became of its caller. */
public final class Received {
    private final String method;
    private final String path;
    private final Map<String, String> headers;
    private final byte[] body;
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private final AtomicLong written = new AtomicLong();

    Received(String method, String path, Map<String, String> headers, byte[] body) {
        this.method = method;
        this.path = path;
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    public String method() {
        return method;
    }

    /** With the query, without the segment that told the provider. */
    public String path() {
        return path;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    public byte[] body() {
        return body.clone();
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public JsonObject json() {
        return new JsonObject(text());
    }

    boolean wantsStream() {
        return json().getBoolean("stream", false);
    }

    /** Completes when the caller closes the connection before its answer was over. */
    public CompletableFuture<Void> left() {
        return left;
    }

    /** Waits for {@link #left()}. */
    public void awaitLeft() {
        try {
            left.get(Await.SOON.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            throw new AssertionError("the upstream was not cancelled", e);
        }
    }

    /** Bytes of the answer that the operating system has taken so far. */
    public long written() {
        return written.get();
    }

    void addWritten(int bytes) {
        written.addAndGet(bytes);
    }
}
