package dev.aigw.http;

import dev.aigw.error.ErrorBody;
import dev.aigw.error.ErrorDialect;
import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that answers with an error: in the dialect of the route, with the request's id, nothing of our insides. */
public final class ErrorWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorWriter.class);
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    /** After these part of the request may still be on its way, so the connection is of no further use. */
    private static final Set<Integer> CLOSING = Set.of(408, 413);

    private ErrorWriter() {}

    /** What a failed future means to the caller; what is not a {@link GatewayException} is a bug of ours and logged as one. */
    public static GatewayError reason(Throwable failure, AccessEntry access) {
        if (failure instanceof GatewayException told) {
            if (told.error() instanceof GatewayError.Internal(String where)) {
                LOG.error("request failed request_id={} where={}", access.requestId(), where);
            }
            return told.error();
        }
        LOG.error("request failed request_id={}", access.requestId(), failure);
        return new GatewayError.Internal("unexpected");
    }

    /** The path asked for; empty when the request line could not be read. */
    static String path(HttpServerRequest request) {
        return Objects.requireNonNullElse(request.path(), "");
    }

    /** The error as it would be given to a caller that sends the same request again. */
    public static <T> T kept(HttpServerRequest request, AccessEntry access, GatewayError error, Answer<T> answer) {
        ErrorBody body = ErrorBody.of(error);
        return answer.of(
                body.status(),
                HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, JSON),
                ErrorDialect.ofPath(path(request)).write(body, access.requestId()));
    }

    /** What an answer is made of. */
    @FunctionalInterface
    public interface Answer<T> {
        T of(int status, MultiMap headers, Buffer body);
    }

    public static void write(HttpServerRequest request, AccessEntry access, GatewayError error) {
        HttpServerResponse response = request.response();
        if (response.headWritten() || response.closed()) {
            return;
        }
        ErrorBody body = ErrorBody.of(error);
        access.code(body.code());
        access.status(body.status());
        access.headWritten();
        response.setStatusCode(body.status()).putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        response.putHeader("x-request-id", access.requestId());
        body.retryAfter().ifPresent(wait -> {
            long millis = Math.max(1, wait.toMillis());
            response.putHeader("retry-after", Long.toString((millis + 999) / 1000));
            response.putHeader("retry-after-ms", Long.toString(millis));
        });
        if (error instanceof GatewayError.MethodNotAllowed(String method, String allowed)) {
            response.putHeader("allow", allowed);
        }
        if (body.status() == 401) {
            response.putHeader("www-authenticate", "Bearer");
        }
        Buffer bytes = ErrorDialect.ofPath(path(request)).write(body, access.requestId());
        if (CLOSING.contains(body.status())) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            response.end(bytes).onComplete(sent -> request.connection().close());
        } else {
            response.end(bytes);
        }
    }
}
