package dev.aigw.http;

import dev.aigw.dialect.TokenUsage;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is told about one request when it is over. Filled by whoever learns it, along the path; belongs to one request and
 * one event loop. Holds no content.
 */
public final class AccessEntry {
    private final long startNanos = System.nanoTime();
    private final long startMillis = System.currentTimeMillis();
    private String requestId;
    private String method = "";
    private String route = "unknown";
    private String client = "";
    private String tenant = "";
    private String code = "";
    private String provider = "";
    private String model = "";
    private int attempts;
    private int status;
    private boolean stream;
    private Optional<TokenUsage> tokens = Optional.empty();
    private OptionalLong costNanos = OptionalLong.empty();
    private long upstreamNanos;
    private long headNanos = -1;
    private long firstByteNanos = -1;
    private String outcome = "ok";
    private Runnable onOver = () -> {};
    private Runnable onCallerLeft = () -> {};
    private boolean over;
    private boolean replayed;

    public AccessEntry(String requestId) {
        this.requestId = requestId;
    }

    public String requestId() {
        return requestId;
    }

    public void requestId(String id) {
        requestId = id;
    }

    public void route(String httpMethod, String path) {
        method = httpMethod;
        route = path;
    }

    /** Where the request came from: an address. */
    public String client() {
        return client;
    }

    public void client(String address) {
        client = address;
    }

    public void tenant(String slug) {
        tenant = slug;
    }

    /** How it was refused or how it failed: the code of the error body. */
    public void code(String errorCode) {
        code = errorCode;
    }

    public void served(String byProvider, String withModel, int afterAttempts) {
        provider = byProvider;
        model = withModel;
        attempts = afterAttempts;
    }

    public void stream(boolean streamed) {
        stream = streamed;
    }

    public void usage(TokenUsage counted, OptionalLong cost) {
        tokens = Optional.of(counted);
        costNanos = cost;
    }

    /** The answer was given before. */
    public void replayed() {
        replayed = true;
    }

    /** Adds time spent waiting for a provider: what is left of the whole is ours. */
    public void waitedForUpstream(long nanos) {
        upstreamNanos += nanos;
    }

    /** The answer's head goes out now. */
    public void headWritten() {
        headNanos = System.nanoTime();
    }

    public void firstByte() {
        if (firstByteNanos < 0) {
            firstByteNanos = System.nanoTime();
        }
    }

    public void status(int httpStatus) {
        status = httpStatus;
    }

    /** Runs once when the request is over, however it ended. */
    public void onOver(Runnable action) {
        onOver = action;
    }

    /** Runs when the caller closed the connection before its answer was complete. */
    public void onCallerLeft(Runnable action) {
        onCallerLeft = action;
    }

    /** The request is over; false when that was known already. */
    boolean end(boolean callerLeft) {
        if (over) {
            return false;
        }
        over = true;
        if (callerLeft) {
            outcome = "cancelled";
            onCallerLeft.run();
        }
        onOver.run();
        return true;
    }

    public String route() {
        return route;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public boolean streamed() {
        return stream;
    }

    public long startMillis() {
        return startMillis;
    }

    public long elapsedNanos() {
        return System.nanoTime() - startNanos;
    }

    /** From the request's arrival to the first byte of its answer's body; empty for none. */
    public OptionalLong firstByteNanos() {
        return firstByteNanos < 0 ? OptionalLong.empty() : OptionalLong.of(firstByteNanos - startNanos);
    }

    /** Time spent in the gateway itself until the head was written (or until now). */
    public long overheadNanos() {
        long until = headNanos < 0 ? System.nanoTime() : headNanos;
        return Math.max(0, until - startNanos - upstreamNanos);
    }

    /** Writes the line; see {@link AccessLog} for its fields. */
    void write(JsonLine line) {
        line.text("request_id", requestId)
                .text("method", method)
                .text("route", route)
                .text("tenant", tenant);
        line.text("client", client);
        line.number("status", status)
                .text("code", code)
                .text("outcome", outcome)
                .flag("stream", stream);
        if (replayed) {
            line.flag("replayed", true);
        }
        line.text("provider", provider).text("model", model).number("attempts", attempts);
        tokens.ifPresent(used -> line.number("input_tokens", used.input())
                .number("output_tokens", used.output())
                .number("cached_tokens", used.cacheRead())
                .number("reasoning_tokens", used.reasoning()));
        costNanos.ifPresent(nanos -> line.usd("cost_usd", nanos));
        line.number("latency_us", elapsedNanos() / 1000);
        firstByteNanos().ifPresent(nanos -> line.number("first_byte_us", nanos / 1000));
        line.number("overhead_us", overheadNanos() / 1000);
    }
}
