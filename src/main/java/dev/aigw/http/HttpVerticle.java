package dev.aigw.http;

import dev.aigw.config.HttpConfig;
import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import dev.aigw.metrics.Meters;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/** The public listener of one lane: limits of size and time, request ids, the access log; the routes are given to it. */
public final class HttpVerticle extends VerticleBase {
    private static final String ACCESS = "aigw.access";

    private final HttpConfig config;
    private final int lanes;
    private final Router router;
    private final AccessSink sink;
    private final Meters meters;
    private final RequestIds ids = new RequestIds();
    private AccessLog log;
    private Connections connections;
    private HttpServer server;

    /**
     * A listener that is not open yet.
     *
     * @param lanes over how many lanes the limits of the process are spread
     */
    public HttpVerticle(HttpConfig config, int lanes, Router router, AccessSink sink, Meters meters) {
        this.config = config;
        this.lanes = lanes;
        this.router = router;
        this.sink = sink;
        this.meters = meters;
    }

    /** What is known of the request, for whoever handles it to fill. */
    public static AccessEntry access(RoutingContext ctx) {
        return Objects.requireNonNull(ctx.get(ACCESS));
    }

    @Override
    public Future<?> start() {
        log = new AccessLog(vertx, sink);
        connections = new Connections(vertx, config, Math.max(1, config.maxConnections() / lanes));
        router.route().order(-1).handler(this::begin);
        router.errorHandler(404, ctx -> fail(ctx, new GatewayError.NotFound(ErrorWriter.path(ctx.request()))));
        router.errorHandler(400, ctx -> fail(ctx, GatewayError.InvalidRequest.of("The request cannot be read.")));
        router.errorHandler(500, ctx -> fail(ctx, unexpected(ctx)));
        server = vertx.createHttpServer(new HttpServerOptions()
                .setTcpNoDelay(true)
                .setAcceptBacklog(4096)
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false) // or a connection is unknown to us until it has sent a request
                .setPerFrameWebSocketCompressionSupported(false) // there are no web sockets here; their handlers cost
                .setPerMessageWebSocketCompressionSupported(false)
                .setStrictThreadMode(true)
                .setMaxHeaderSize(config.maxHeaderBytes())
                .setMaxInitialLineLength(config.maxUrlBytes())
                .setMaxChunkSize(64 * 1024));
        return server.connectionHandler(connections::opened)
                .invalidRequestHandler(this::invalid)
                .exceptionHandler(noise -> {}) // broken connections are weather; what matters is told per request
                .requestHandler(router)
                .listen(config.port(), config.host());
    }

    public int port() {
        return server.actualPort();
    }

    @Override
    public Future<?> stop() {
        return server.close().onComplete(closed -> log.flush());
    }

    private void begin(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        AccessEntry access = new AccessEntry(ids.next());
        follow(request, access);
        ctx.put(ACCESS, access);
        try {
            RequestIds.ofHeaders(request.headers()).ifPresent(access::requestId);
        } catch (GatewayException unusable) {
            ErrorWriter.write(request, access, unusable.error());
            return;
        }
        ctx.next();
    }

    private void follow(HttpServerRequest request, AccessEntry access) {
        connections.requestBegins(request.connection());
        access.client(ClientAddress.of(request, config.trustForwarded()));
        HttpServerResponse response = request.response();
        // A connection that closes under an answer is told as its end first, and only then as a close.
        response.endHandler(ended -> over(request, access, !response.ended()));
        response.closeHandler(closed -> over(request, access, !response.ended()));
    }

    private void over(HttpServerRequest request, AccessEntry access, boolean callerLeft) {
        if (access.end(callerLeft)) {
            connections.requestEnds(request.connection());
            meters.request(access.route(), access.status(), access.elapsedNanos(), access.overheadNanos());
            log.add(access);
        }
    }

    private static GatewayError unexpected(RoutingContext ctx) {
        Throwable failure = ctx.failure();
        return failure == null ? new GatewayError.Internal("unknown") : ErrorWriter.reason(failure, access(ctx));
    }

    private static void fail(RoutingContext ctx, GatewayError error) {
        ErrorWriter.write(ctx.request(), access(ctx), error);
    }

    /** What the HTTP codec could not read: told in the caller's dialect, then the connection is of no further use. */
    private void invalid(HttpServerRequest request) {
        AccessEntry access = new AccessEntry(ids.next());
        follow(request, access);
        Throwable cause = request.decoderResult().cause();
        GatewayError error = switch (cause) {
            case TooLongHttpLineException line -> new GatewayError.RequestTooLarge("URL", config.maxUrlBytes());
            case TooLongHttpHeaderException header ->
                new GatewayError.RequestTooLarge("header", config.maxHeaderBytes());
            case null, default ->
                GatewayError.InvalidRequest.of("The request is not valid HTTP: its head or its chunks are broken.");
        };
        request.response().putHeader("connection", "close");
        ErrorWriter.write(request, access, error);
        request.connection().close();
    }

    /** A handler that answers 405 with what is allowed, for a path that exists with another method. */
    public static Handler<RoutingContext> only(String allowed) {
        return ctx -> fail(
                ctx, new GatewayError.MethodNotAllowed(ctx.request().method().name(), allowed));
    }
}
