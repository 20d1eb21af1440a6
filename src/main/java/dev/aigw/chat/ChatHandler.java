package dev.aigw.chat;

import dev.aigw.auth.Authenticator;
import dev.aigw.auth.Caller;
import dev.aigw.bus.Bus;
import dev.aigw.bus.Bus.Question;
import dev.aigw.config.GatewayConfig;
import dev.aigw.config.ProviderConfig;
import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.dialect.openai.HeadLimits;
import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import dev.aigw.http.BodyReader;
import dev.aigw.http.ErrorWriter;
import dev.aigw.http.HttpVerticle;
import dev.aigw.http.Intake;
import dev.aigw.http.RequestIds;
import dev.aigw.limit.RateLimits;
import dev.aigw.limit.RateLimits.Reservation;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.metrics.Meters;
import dev.aigw.routing.Candidate;
import dev.aigw.routing.Candidates;
import dev.aigw.routing.ModelPatterns;
import dev.aigw.routing.Router;
import dev.aigw.routing.Wanted;
import dev.aigw.usage.UsageJournal;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The whole path of a chat call, top to bottom:
 *
 * <ol>
 *   <li>take a place in flight, or 503
 *   <li>authenticate from the head alone
 *   <li>read the body and what matters of it
 *   <li>find the candidates that the tenant and the token allow
 *   <li>reserve: one round trip to the limiter
 *   <li>attempt the candidates until one answers or begins to
 *   <li>respond, or relay the stream
 *   <li>record: one usage event per attempt
 * </ol>
 */
public final class ChatHandler {
    private final Authenticator authenticator;
    private final BodyReader bodies;
    private final Router router;
    private final Intake intake;
    private final Meters meters;
    private final boolean streamDefault;
    private final HeadLimits headLimits;
    private final Question<Reserve, Reservation> limiter;
    private final Ledger ledger;
    private final Attempts attempts;
    private final Relays relays;
    private final RequestIds ids = new RequestIds();

    public ChatHandler(
            Vertx vertx,
            Bus bus,
            int lane,
            GatewayConfig config,
            Router router,
            Authenticator authenticator,
            Intake intake,
            Meters meters,
            UsageJournal journal) {
        this.authenticator = authenticator;
        this.router = router;
        this.intake = intake;
        this.meters = meters;
        this.bodies = new BodyReader(vertx, config.http());
        this.streamDefault = config.routing().streamDefault();
        this.headLimits =
                new HeadLimits(config.http().maxJsonDepth(), config.http().maxMessages());
        // The limiter keeps its own, shorter time; this one only catches a bug.
        this.limiter = bus.question(
                RateLimits.RESERVE.lane(lane), config.limits().timeout().plus(Duration.ofSeconds(5)));
        this.ledger = new Ledger(journal, ids, meters);
        this.attempts = new Attempts(bus, lane, config.providers(), ledger);
        this.relays = new Relays(vertx, config.http());
    }

    /** The handler of one route. */
    public Handler<RoutingContext> as(Face face) {
        return ctx -> handle(new ChatCall(face, ctx.request(), HttpVerticle.access(ctx)));
    }

    /** Hands over what the ledger still holds; call before the lane ends. */
    public void close() {
        ledger.flush();
    }

    private void handle(ChatCall call) {
        Optional<GatewayError> full = intake.enter();
        if (full.isPresent()) {
            ErrorWriter.write(call.request, call.access, full.get());
            return;
        }
        call.access.onOver(intake::leave);
        call.access.onCallerLeft(call::callerLeft);
        Future<Caller> caller = authenticator.authenticate(call.request, "chat");
        if (!caller.isComplete()) {
            call.request.pause();
        }
        caller.compose(known -> read(call, known))
                .compose(body -> reserve(call, body))
                .compose(granted -> attempts.serve(call))
                .onComplete(served -> respond(call, served), failure -> fail(call, failure));
    }

    private Future<Buffer> read(ChatCall call, Caller caller) {
        call.caller(caller);
        String type = call.request.headers().get(HttpHeaders.CONTENT_TYPE);
        if (type != null && !type.regionMatches(true, 0, "application/json", 0, 16)) {
            return Future.failedFuture(new GatewayException(new GatewayError.UnsupportedMediaType(type)));
        }
        return bodies.read(call.request);
    }

    private Future<Reservation.Granted> reserve(ChatCall call, Buffer body) {
        call.head(ChatHead.read(body, headLimits), streamDefault);
        call.candidates(candidates(call));
        narrowOutput(call);
        Caller caller = call.caller();
        return limiter.ask(new Reserve(
                        ids.nextEvent(System.currentTimeMillis()),
                        caller.tenant().id(),
                        List.of(RateLimits.Scope.tenant(
                                caller.tenant().limits().withRequestsPerMinute(caller.requestsPerMinute()))),
                        0,
                        0,
                        Optional.empty(),
                        caller.tenant().policy().limiterLoss(),
                        new RateLimits.CallSketch(
                                call.access.requestId(),
                                "",
                                "",
                                1,
                                call.user(),
                                call.feature(),
                                Optional.empty(),
                                Optional.empty())))
                .compose(reservation -> switch (reservation) {
                    case Reservation.Granted granted -> {
                        call.granted(granted);
                        yield Future.succeededFuture(granted);
                    }
                    case Reservation.Denied denied -> denied(call, denied);
                    case Reservation.Joined joined -> throw new IllegalStateException();
                    case Reservation.NotKept notKept -> throw new IllegalStateException();
                    case Reservation.Reused reused -> throw new IllegalStateException();
                    case Reservation.Unavailable(Duration retryAfter) ->
                        Future.failedFuture(new GatewayException(new GatewayError.LimiterUnavailable(retryAfter)));
                });
    }

    private List<Candidate> candidates(ChatCall call) {
        ChatHead head = call.head();
        Wanted wanted = new Wanted(head.provider(), head.model(), head.fallbacks());
        return switch (router.candidates(wanted, call.caller().tenant().allowedModels())) {
            case Candidates.Refused(GatewayError error) -> throw new GatewayException(error);
            case Candidates.Found(List<Candidate> found) -> narrowed(found, call.caller());
        };
    }

    /** Lowers the ceiling on output to the token's, where it has one. */
    private void narrowOutput(ChatCall call) {
        OptionalLong most = call.caller().maxTokens();
        if (most.isPresent()) {
            boolean old = call.candidates().getFirst().provider().kind() == ProviderConfig.Kind.OPENAI_COMPATIBLE;
            String field = old ? "max_tokens" : "max_completion_tokens";
            call.head(ChatHead.read(call.head().withCeiling(most.getAsLong(), field), headLimits), streamDefault);
        }
    }

    /** What the token's own list leaves of it. */
    private static List<Candidate> narrowed(List<Candidate> found, Caller caller) {
        if (caller.models().isEmpty()) {
            return found;
        }
        List<Candidate> left = found.stream()
                .filter(candidate -> ModelPatterns.allows(
                        caller.models(),
                        candidate.provider().name(),
                        candidate.model().name()))
                .toList();
        if (left.isEmpty()) {
            throw new GatewayException(
                    new GatewayError.ModelNotAllowed(found.getFirst().model().name()));
        }
        return left;
    }

    private Future<Reservation.Granted> denied(ChatCall call, Reservation.Denied denied) {
        meters.denied(denied.limit());
        AnswerWriter.rateHeaders(call.response, denied.requests());
        return Future.failedFuture(new GatewayException(new GatewayError.RateLimited(
                denied.limit(), "", denied.allowed(), denied.retryAfter().orElseThrow())));
    }

    private void respond(ChatCall call, Served served) {
        switch (served) {
            case Served.Whole whole -> {
                call.access.firstByte();
                AnswerWriter.whole(call, whole, ledger.answered(call, whole.attempt(), whole.answer()));
            }
            case Served.Opened opened -> relay(call, opened);
        }
    }

    private void relay(ChatCall call, Served.Opened opened) {
        StreamRelay relay = opened.relay();
        relays.add(relay);
        AnswerWriter.streamHead(call, opened.attempt());
        relay.relay(opened.first(), (status, code) -> {
            relays.remove(relay);
            call.access.code(code);
            ledger.streamed(call, opened.attempt(), relay.answer(), status);
        });
    }

    private void fail(ChatCall call, Throwable failure) {
        if (call.gone()) {
            return; // nobody is there to be told
        }
        call.granted().ifPresent(granted -> AnswerWriter.rateHeaders(call.response, granted.requests()));
        ErrorWriter.write(call.request, call.access, ErrorWriter.reason(failure, call.access));
    }
}
