package dev.aigw.chat;

import dev.aigw.auth.Authenticator;
import dev.aigw.auth.Caller;
import dev.aigw.bus.Bus;
import dev.aigw.bus.Bus.Question;
import dev.aigw.config.GatewayConfig;
import dev.aigw.config.ProviderConfig;
import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.dialect.openai.HeadLimits;
import dev.aigw.dialect.openai.ImageHead;
import dev.aigw.dialect.openai.RequestHead;
import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import dev.aigw.http.BodyReader;
import dev.aigw.http.ErrorWriter;
import dev.aigw.http.HttpVerticle;
import dev.aigw.http.Intake;
import dev.aigw.limit.RateLimits;
import dev.aigw.limit.RateLimits.Claim;
import dev.aigw.limit.RateLimits.Reservation;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.RateLimits.Scope;
import dev.aigw.metrics.Meters;
import dev.aigw.routing.Candidate;
import dev.aigw.routing.Candidates;
import dev.aigw.routing.CurrentRouter;
import dev.aigw.routing.ModelPatterns;
import dev.aigw.routing.Wanted;
import dev.aigw.tenant.SubLimit.By;
import dev.aigw.usage.UsageEvent.Status;
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
import java.util.UUID;

/**
 * The whole path of a chat call, or of one for images, top to bottom:
 *
 * <ol>
 *   <li>take a place in flight, or 503
 *   <li>authenticate from the head alone
 *   <li>read the body and what matters of it
 *   <li>find the candidates that the tenant and the token allow
 *   <li>reserve: one round trip to the limiter; a request that came before joins its first and gets the same answer
 *   <li>attempt the candidates until one answers or begins to
 *   <li>record: one usage event per attempt, written down before anything else
 *   <li>settle: what was reserved becomes what it came to, and the answer is kept for a retry
 *   <li>respond, or relay the stream
 * </ol>
 */
public final class ChatHandler {
    private static final Duration SOON = Duration.ofSeconds(1);
    /** How often a request waits for another that then comes to nothing. */
    private static final int MOST_JOINS = 3;

    private final Authenticator authenticator;
    private final BodyReader bodies;
    private final CurrentRouter routers;
    private final Intake intake;
    private final Meters meters;
    private final boolean streamDefault;
    private final HeadLimits headLimits;
    private final Question<Reserve, Reservation> limiter;
    private final Ledger ledger;
    private final Attempts attempts;
    private final Relays relays;
    private final Reserving reserving = new Reserving();
    private final Settler settler;
    private final Joins joins;

    public ChatHandler(
            Vertx vertx,
            Bus bus,
            int lane,
            GatewayConfig config,
            CurrentRouter routers,
            Authenticator authenticator,
            Intake intake,
            Meters meters,
            UsageJournal journal) {
        this.authenticator = authenticator;
        this.routers = routers;
        this.intake = intake;
        this.meters = meters;
        this.bodies = new BodyReader(vertx, config.http());
        this.streamDefault = config.routing().streamDefault();
        this.headLimits =
                new HeadLimits(config.http().maxJsonDepth(), config.http().maxMessages());
        // The limiter keeps its own, shorter time; this one only catches a bug.
        this.limiter = bus.question(
                RateLimits.RESERVE.lane(lane), config.limits().timeout().plus(Duration.ofSeconds(5)));
        this.ledger = new Ledger(journal, meters);
        this.settler = new Settler(
                bus,
                lane,
                journal,
                config.limits().maxKeptAnswer(),
                config.limits().timeout());
        this.joins = new Joins(bus, longest(config.providers()));
        this.attempts = new Attempts(bus, lane, config.providers(), ledger, settler, headLimits);
        this.relays = new Relays(vertx, config.http());
    }

    /** No call is under way for longer. */
    private static Duration longest(List<ProviderConfig> providers) {
        return providers.stream()
                .map(ProviderConfig::totalTimeout)
                .max(Duration::compareTo)
                .orElse(SOON);
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
        call.onLeave(intake::leave);
        call.access.onOver(call::over);
        call.access.onCallerLeft(call::callerLeft);
        Future<Caller> caller = authenticator.authenticate(call.request, call.face.scope());
        if (!caller.isComplete()) {
            call.request.pause();
        }
        caller.compose(known -> read(call, known))
                .compose(body -> reserve(call, body))
                .compose(reservation -> proceed(call, reservation, 0))
                .onComplete(reply -> respond(call, reply), failure -> fail(call, failure));
    }

    private Future<Buffer> read(ChatCall call, Caller caller) {
        call.caller(caller);
        String type = call.request.headers().get(HttpHeaders.CONTENT_TYPE);
        if (type != null && !type.regionMatches(true, 0, "application/json", 0, 16)) {
            return Future.failedFuture(new GatewayException(new GatewayError.UnsupportedMediaType(type)));
        }
        return bodies.read(call.request)
                .compose(body -> caller.maySend(body)
                        ? Future.succeededFuture(body)
                        : Future.failedFuture(new GatewayException(new GatewayError.BodyNotAllowed())));
    }

    private Future<Reservation> reserve(ChatCall call, Buffer body) {
        call.head(
                call.face == Face.IMAGES ? ImageHead.read(body, headLimits) : ChatHead.read(body, headLimits),
                streamDefault);
        Optional<Claim> claim = Claims.of(call, body);
        call.candidates(candidates(call));
        List<Scope> scopes = Reserving.scopes(call);
        call.estimate(Reserving.estimate(call, scopes));
        return admit(call, reserving.reserve(call, claim, scopes));
    }

    private Future<Reservation> admit(ChatCall call, Reserve reserve) {
        call.reserve(reserve);
        return limiter.ask(reserve).onSuccess(reservation -> {
            if (reservation instanceof Reservation.Granted granted) {
                call.granted(granted);
            }
        });
    }

    /** From the verdict to the answer; {@code tries} counts the first requests that came to nothing while this one waited. */
    private Future<Reply> proceed(ChatCall call, Reservation reservation, int tries) {
        return switch (reservation) {
            case Reservation.Granted granted when call.gone() -> Future.failedFuture(new ChatFailed(Setback.CANCELLED));
            case Reservation.Granted granted -> attempts.serve(call).map(Reply.Fresh::new);
            case Reservation.Denied denied -> Future.failedFuture(denied(call, denied));
            case Reservation.Joined(UUID owner) ->
                joins.join(call, owner).compose(kept -> {
                    if (kept.isPresent()) {
                        return Future.succeededFuture(new Reply.Again(kept.get()));
                    }
                    if (tries >= MOST_JOINS) {
                        return Future.failedFuture(new GatewayException(
                                new GatewayError.RequestInProgress("The same request fails again and again.")));
                    }
                    return admit(call, reserving.again(call.reserve())).compose(next -> proceed(call, next, tries + 1));
                });
            case Reservation.NotKept notKept ->
                Future.failedFuture(new GatewayException(new GatewayError.RequestInProgress(
                        "The answer to the same request is lost: it was longer than is kept, or its gateway died.")));
            case Reservation.Reused reused ->
                Future.failedFuture(new GatewayException(new GatewayError.RequestIdReused(call.access.requestId())));
            case Reservation.Unavailable(Duration retryAfter) ->
                Future.failedFuture(new GatewayException(new GatewayError.LimiterUnavailable(retryAfter)));
        };
    }

    private List<Candidate> candidates(ChatCall call) {
        RequestHead head = call.head();
        Wanted wanted = new Wanted(head.provider(), head.model(), head.fallbacks());
        return switch (routers.current()
                .candidates(wanted, call.caller().tenant().allowedModels())) {
            case Candidates.Refused(GatewayError error) -> throw new GatewayException(error);
            case Candidates.Found(List<Candidate> found) -> narrowed(Ability.able(found, head), call.caller());
        };
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

    private GatewayException denied(ChatCall call, Reservation.Denied denied) {
        meters.denied(denied.limit());
        AnswerWriter.rateHeaders(call.response.headers(), denied.requests(), denied.tokens());
        String scope = denied.scope().by().map(By::word).orElse("");
        return new GatewayException(
                denied.limit().isBudget()
                        ? new GatewayError.BudgetExceeded(denied.limit(), scope, denied.allowed(), denied.retryAfter())
                        : new GatewayError.RateLimited(
                                denied.limit(),
                                scope,
                                denied.allowed(),
                                denied.retryAfter().orElse(SOON)));
    }

    private void respond(ChatCall call, Reply reply) {
        switch (reply) {
            case Reply.Again(KeptAnswer kept) -> kept.replay(call);
            case Reply.Fresh(Served.Whole whole) -> {
                call.access.firstByte();
                KeptAnswer answer =
                        AnswerWriter.whole(call, whole, ledger.answered(call, whole.attempt(), whole.answer()));
                settler.settle(call, answer);
                AnswerWriter.send(call, answer);
            }
            case Reply.Fresh(Served.Opened opened) -> relay(call, opened);
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
            if (status == Status.OK || relay.finished()) {
                settler.settle(call, relay.kept());
            } else if (status == Status.CANCELLED) {
                settler.release(call);
            } else {
                return settler.settleBroken(call, relay.kept());
            }
            return Future.succeededFuture();
        });
    }

    private void fail(ChatCall call, Throwable failure) {
        if (call.gone() && !call.finishesWithoutCaller()) {
            settler.release(call);
            return; // nobody is there to be told
        }
        GatewayError error = ErrorWriter.reason(failure, call.access);
        call.granted().ifPresent(granted -> AnswerWriter.granted(call.response.headers(), granted));
        Future<Void> settled = call.granted().isPresent()
                ? settler.settleBeforeAnswer(call, ErrorWriter.kept(call.request, call.access, error, KeptAnswer::new))
                : Future.succeededFuture();
        settled.onComplete(told -> ErrorWriter.write(call.request, call.access, error));
    }

    /** What a call comes to. */
    private sealed interface Reply {
        record Fresh(Served served) implements Reply {}

        record Again(KeptAnswer kept) implements Reply {}
    }
}
