package dev.aigw.http;

import dev.aigw.error.GatewayError;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Predicate;

/**
 * What browsers are told of other origins (CORS, Fetch standard): an origin that may call is named, and only that one; never
 * a wildcard, never cookies. Whether a credential may be used from there is decided where it is read.
 */
public final class Cors {
    private static final CharSequence VARY_ORIGIN = HttpHeaders.createOptimized("origin");
    private static final CharSequence EXPOSE_HEADERS = HttpHeaders.createOptimized("access-control-expose-headers");
    /** All that an answer of ours can carry beside what browsers show anyway. */
    private static final CharSequence EXPOSED = HttpHeaders.createOptimized(String.join(
            ",",
            "x-request-id",
            "x-aigw-provider",
            "x-aigw-model",
            "x-aigw-attempts",
            "x-aigw-cost-usd",
            "x-aigw-overhead-us",
            "x-aigw-cache",
            "x-aigw-degraded",
            "x-aigw-simulated",
            "x-aigw-ignored",
            "x-ratelimit-limit-requests",
            "x-ratelimit-remaining-requests",
            "x-ratelimit-reset-requests",
            "x-ratelimit-limit-tokens",
            "x-ratelimit-remaining-tokens",
            "x-ratelimit-reset-tokens",
            "retry-after",
            "retry-after-ms",
            "idempotency-replayed"));
    /** All that we read, and what OpenAI's own client sends from a browser. */
    private static final CharSequence ALLOWED = HttpHeaders.createOptimized(String.join(
            ",",
            "authorization",
            "content-type",
            "accept",
            "idempotency-key",
            "x-request-id",
            "x-aigw-user",
            "x-aigw-feature",
            "x-aigw-caller",
            "x-aigw-role",
            "x-aigw-include",
            "x-aigw-simulate",
            "openai-organization",
            "openai-project",
            "openai-beta",
            "x-stainless-arch",
            "x-stainless-lang",
            "x-stainless-os",
            "x-stainless-package-version",
            "x-stainless-runtime",
            "x-stainless-runtime-version",
            "x-stainless-retry-count",
            "x-stainless-timeout",
            "x-stainless-helper-method",
            "x-stainless-poll-helper",
            "x-stainless-custom-poll-interval"));
    /** As long as the browsers with the shortest memory remember it. */
    private static final CharSequence MAX_AGE = HttpHeaders.createOptimized("7200");

    private final Predicate<String> acceptable;

    /**
     * Belongs to a lane.
     *
     * @param acceptable whether some tenant may be called from the origin; asked with every request of a browser
     */
    public Cors(Predicate<String> acceptable) {
        this.acceptable = acceptable;
    }

    /** Lets a browser read the answer, whatever it will be; for every route. */
    public void allow(RoutingContext ctx) {
        String origin = ctx.request().headers().get(HttpHeaders.ORIGIN);
        if (origin != null) {
            MultiMap headers = ctx.response().headers().set(HttpHeaders.VARY, VARY_ORIGIN);
            if (acceptable.test(origin)) {
                headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin).set(EXPOSE_HEADERS, EXPOSED);
            }
        }
        ctx.next();
    }

    /** Answers a browser that asks, before it calls, whether it may; passes on what is no such question. */
    public Handler<RoutingContext> preflight(String path, HttpMethod method) {
        return ctx -> {
            if (!isPreflight(ctx.request())) {
                ctx.next();
                return;
            }
            AccessEntry access = HttpVerticle.access(ctx);
            access.route(HttpMethod.OPTIONS.name(), path);
            MultiMap headers = ctx.response().headers();
            if (!headers.contains(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN)) {
                String origin = ctx.request().headers().get(HttpHeaders.ORIGIN);
                ErrorWriter.write(ctx.request(), access, new GatewayError.OriginNotAllowed(origin));
                return;
            }
            headers.remove(EXPOSE_HEADERS)
                    .set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, method.name())
                    .set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED)
                    .set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE)
                    .set("x-request-id", access.requestId());
            access.status(204);
            access.headWritten();
            ctx.response().setStatusCode(204).end();
        };
    }

    private static boolean isPreflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaders.ORIGIN)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }
}
