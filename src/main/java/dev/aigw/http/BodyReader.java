package dev.aigw.http;

import dev.aigw.bytes.Gathering;
import dev.aigw.config.HttpConfig;
import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import dev.aigw.time.Deadlines;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/** Reads request bodies whole, up to a size and within a time. One per lane. */
public final class BodyReader {
    private static final long TICK_MILLIS = 100;

    private final HttpConfig config;
    private final Deadlines arriving;

    public BodyReader(Vertx vertx, HttpConfig config) {
        this.config = config;
        this.arriving = new Deadlines(config.bodyTimeout());
        vertx.setPeriodic(TICK_MILLIS, tick -> arriving.expire(System.nanoTime()));
    }

    /**
     * The body of a request; call before any other event of it has been lost, or with the request paused.
     *
     * @return fails with a {@link GatewayException} when the body is too large, late, or cut off
     */
    public Future<Buffer> read(HttpServerRequest request) {
        if (declaredLength(request) > config.maxBodyBytes()) {
            return Future.failedFuture(tooLarge());
        }
        Promise<Buffer> whole = Promise.promise();
        Deadlines.Entry deadline = arriving.start(
                () -> whole.tryFail(new GatewayException(new GatewayError.RequestTimeout(config.bodyTimeout()))));
        Gathering gathering = new Gathering();
        request.handler(chunk -> {
            if (gathering.length() + chunk.length() > config.maxBodyBytes()) {
                whole.tryFail(tooLarge());
            } else if (!whole.future().isComplete()) {
                gathering.add(chunk);
            }
        });
        request.exceptionHandler(cut -> {
            whole.tryFail(new GatewayException(GatewayError.InvalidRequest.of(
                    "The body ended before it was complete, or its chunks are broken.")));
            flush(request);
        });
        request.endHandler(end -> whole.tryComplete(gathering.body()));
        request.resume();
        return whole.future().onComplete(done -> deadline.done());
    }

    /** Vert.x closes a connection with broken chunks right after telling us: what was answered must be out by then. */
    private static void flush(HttpServerRequest request) {
        if (request.connection() instanceof ConnectionBase connection) {
            connection.channel().flush();
        }
    }

    private GatewayException tooLarge() {
        return new GatewayException(new GatewayError.RequestTooLarge("body", config.maxBodyBytes()));
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0; // the HTTP codec has its own opinion of it
        }
    }
}
