package dev.aigw.chat;

import dev.aigw.dialect.Translation;
import dev.aigw.dialect.json.Usd;
import dev.aigw.limit.RateLimits.Reservation;
import dev.aigw.limit.RateLimits.Window;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Puts answers on the wire: the headers of the contract, and the completion as the route shows it. */
final class AnswerWriter {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence EVENT_STREAM = HttpHeaders.createOptimized("text/event-stream");
    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
    private static final CharSequence NO = HttpHeaders.createOptimized("no");
    private static final CharSequence OFF = HttpHeaders.createOptimized("off");
    private static final CharSequence TRUE = HttpHeaders.createOptimized("true");
    private static final CharSequence ACCEL_BUFFERING = HttpHeaders.createOptimized("x-accel-buffering");
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence PROVIDER = HttpHeaders.createOptimized("x-aigw-provider");
    private static final CharSequence MODEL = HttpHeaders.createOptimized("x-aigw-model");
    private static final CharSequence ATTEMPTS = HttpHeaders.createOptimized("x-aigw-attempts");
    private static final CharSequence COST = HttpHeaders.createOptimized("x-aigw-cost-usd");
    private static final CharSequence OVERHEAD = HttpHeaders.createOptimized("x-aigw-overhead-us");
    private static final CharSequence CACHE = HttpHeaders.createOptimized("x-aigw-cache");
    private static final CharSequence SIMULATED = HttpHeaders.createOptimized("x-aigw-simulated");
    private static final CharSequence IGNORED = HttpHeaders.createOptimized("x-aigw-ignored");
    private static final CharSequence LIMIT_REQUESTS = HttpHeaders.createOptimized("x-ratelimit-limit-requests");
    private static final CharSequence REMAINING_REQUESTS =
            HttpHeaders.createOptimized("x-ratelimit-remaining-requests");
    private static final CharSequence RESET_REQUESTS = HttpHeaders.createOptimized("x-ratelimit-reset-requests");

    private static final CharSequence LIMIT_TOKENS = HttpHeaders.createOptimized("x-ratelimit-limit-tokens");
    private static final CharSequence REMAINING_TOKENS = HttpHeaders.createOptimized("x-ratelimit-remaining-tokens");
    private static final CharSequence RESET_TOKENS = HttpHeaders.createOptimized("x-ratelimit-reset-tokens");
    private static final CharSequence DEGRADED = HttpHeaders.createOptimized("x-aigw-degraded");
    private static final CharSequence LIMITS = HttpHeaders.createOptimized("limits");

    private AnswerWriter() {}

    /** The whole answer, as this caller gets it and as it is kept. */
    static KeptAnswer whole(ChatCall call, Served.Whole served, OptionalLong cost) {
        Translation.Answer answer = served.answer();
        Buffer body = call.face == Face.GATEWAY ? wrapped(call, served, cost) : answer.completion();
        if (call.wantsMeta()) {
            body = withMeta(body, meta(call, served.attempt(), cost));
        }
        MultiMap headers = call.gone() ? HttpHeaders.headers() : call.response.headers();
        headers.set(HttpHeaders.CONTENT_TYPE, JSON);
        if (cost.isPresent()) {
            headers.set(COST, Usd.of(cost.getAsLong()));
        }
        head(call, served.attempt(), headers);
        return new KeptAnswer(200, headers, body);
    }

    static void send(ChatCall call, KeptAnswer answer) {
        if (!call.gone()) {
            call.access.firstByte();
            call.response.end(answer.body());
        }
    }

    static void streamHead(ChatCall call, Attempt attempt) {
        if (call.gone()) {
            return;
        }
        call.response.setChunked(true);
        MultiMap headers = call.response
                .headers()
                .set(HttpHeaders.CONTENT_TYPE, EVENT_STREAM)
                .set(HttpHeaders.CACHE_CONTROL, NO_CACHE)
                .set(ACCEL_BUFFERING, NO);
        head(call, attempt, headers);
        call.access.firstByte();
    }

    /** How much of the minute is left, on everything that got as far as being counted. */
    static void rateHeaders(MultiMap headers, Window requests, Optional<Window> tokens) {
        headers.set(LIMIT_REQUESTS, Long.toString(requests.limit()))
                .set(REMAINING_REQUESTS, Long.toString(requests.remaining()))
                .set(RESET_REQUESTS, seconds(requests.resetMillis()));
        if (tokens.isPresent()) {
            headers.set(LIMIT_TOKENS, Long.toString(tokens.get().limit()))
                    .set(REMAINING_TOKENS, Long.toString(tokens.get().remaining()))
                    .set(RESET_TOKENS, seconds(tokens.get().resetMillis()));
        }
    }

    static void granted(MultiMap headers, Reservation.Granted granted) {
        rateHeaders(headers, granted.requests(), granted.tokens());
        if (granted.degraded()) {
            headers.set(DEGRADED, LIMITS);
        }
    }

    /** One JSON object with what clients that cannot read headers want to know. */
    static Buffer meta(ChatCall call, Attempt attempt, OptionalLong cost) {
        return Buffer.buffer(160)
                .appendString("{\"request_id\":")
                .appendBuffer(Json.encodeToBuffer(call.access.requestId()))
                .appendString(",\"provider\":")
                .appendBuffer(Json.encodeToBuffer(attempt.provider()))
                .appendString(",\"model\":")
                .appendBuffer(Json.encodeToBuffer(attempt.model()))
                .appendString(",\"cost_usd\":" + usd(cost) + budgetLeft(call) + ",\"cached\":false,\"attempts\":"
                        + call.attempts() + "}");
    }

    private static void head(ChatCall call, Attempt attempt, MultiMap headers) {
        headers.set(REQUEST_ID, call.access.requestId())
                .set(PROVIDER, attempt.provider())
                .set(MODEL, attempt.model())
                .set(ATTEMPTS, Integer.toString(call.attempts()))
                .set(CACHE, OFF);
        if (call.granted().isPresent()) {
            granted(headers, call.granted().get());
        }
        if (Attempts.simulated(attempt.candidate().provider())) {
            headers.set(SIMULATED, TRUE);
        }
        List<String> ignored = attempt.translation().ignored();
        if (!ignored.isEmpty()) {
            headers.set(IGNORED, String.join(",", ignored));
        }
        call.access.headWritten();
        call.access.status(200);
        headers.set(OVERHEAD, Long.toString(call.access.overheadNanos() / 1_000));
    }

    private static Buffer wrapped(ChatCall call, Served.Whole served, OptionalLong cost) {
        Translation.Answer answer = served.answer();
        Attempt attempt = served.attempt();
        Buffer out = Buffer.buffer(answer.completion().length() + 512)
                .appendString("{\"id\":")
                .appendBuffer(Json.encodeToBuffer(call.access.requestId()))
                .appendString(",\"provider\":")
                .appendBuffer(Json.encodeToBuffer(attempt.provider()))
                .appendString(",\"model\":")
                .appendBuffer(Json.encodeToBuffer(attempt.model()))
                .appendString(",\"data\":")
                .appendBuffer(answer.completion())
                .appendString(",\"usage\":");
        answer.usageJson().ifPresentOrElse(out::appendBuffer, () -> out.appendString("null"));
        return out.appendString(",\"cost_usd\":" + usd(cost) + "}");
    }

    /** Adds one top-level field {@code aigw} to a JSON object. */
    private static Buffer withMeta(Buffer object, Buffer meta) {
        int end = object.length() - 1;
        while (end > 0 && object.getByte(end) != '}') {
            end--;
        }
        return Buffer.buffer(object.length() + meta.length() + 16)
                .appendBuffer(object, 0, end)
                .appendString(",\"aigw\":")
                .appendBuffer(meta)
                .appendString("}");
    }

    /** As far as it is known: what was left when the request was admitted, its own reservation taken off. */
    private static String budgetLeft(ChatCall call) {
        OptionalLong left =
                call.granted().map(Reservation.Granted::budgetLeftNanos).orElse(OptionalLong.empty());
        return left.isPresent() ? ",\"budget_left_usd\":" + Usd.of(left.getAsLong()) : "";
    }

    private static String usd(OptionalLong cost) {
        return cost.isPresent() ? Usd.of(cost.getAsLong()) : "null";
    }

    /** As OpenAI writes it: seconds with a unit. */
    private static String seconds(long millis) {
        return millis / 1000
                + (millis % 1000 == 0
                        ? ""
                        : "." + Long.toString(1000 + millis % 1000).substring(1)) + "s";
    }
}
