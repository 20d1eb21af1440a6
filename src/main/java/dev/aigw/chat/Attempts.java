package dev.aigw.chat;

import dev.aigw.bus.Bus;
import dev.aigw.bus.Bus.Question;
import dev.aigw.config.ProviderConfig;
import dev.aigw.dialect.Dialects;
import dev.aigw.dialect.MalformedAnswer;
import dev.aigw.dialect.Translation;
import dev.aigw.dialect.WireFormat;
import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.dialect.openai.HeadLimits;
import dev.aigw.dialect.openai.ImageHead;
import dev.aigw.dialect.openai.ImagePassThrough;
import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import dev.aigw.estimate.OutputCeiling;
import dev.aigw.provider.Providers;
import dev.aigw.provider.Providers.Answer;
import dev.aigw.provider.Providers.Call;
import dev.aigw.provider.Providers.Operation;
import dev.aigw.routing.Candidate;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Tries a call's candidates in order until one answers, or begins to. This is the seam for rescuing more: whatever decides
 * to try again before the first byte has gone out belongs here.
 */
final class Attempts {
    /** On top of the provider's own time-outs, so that the bus never gives up first. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final Map<String, Question<Call, Answer>> providers = new HashMap<>();
    private final Ledger ledger;
    private final Settler settler;
    private final HeadLimits headLimits;

    Attempts(
            Bus bus, int lane, List<ProviderConfig> configured, Ledger ledger, Settler settler, HeadLimits headLimits) {
        this.headLimits = headLimits;
        this.ledger = ledger;
        this.settler = settler;
        for (ProviderConfig provider : configured) {
            providers.put(
                    provider.name(),
                    bus.question(
                            Providers.call(provider.name()).lane(lane),
                            provider.totalTimeout().plus(MARGIN)));
        }
    }

    /** The first answer; fails with a {@link GatewayException} that tells the first cause when none answers. */
    Future<Served> serve(ChatCall call) {
        return attempt(call, 0, new ArrayList<>());
    }

    private Future<Served> attempt(ChatCall call, int index, List<Setback> setbacks) {
        Candidate candidate = call.candidates().get(index);
        Attempt attempt;
        try {
            attempt = new Attempt(
                    call.nextAttempt(),
                    candidate,
                    translate(
                            call,
                            candidate,
                            call.estimate().atCandidates().get(index).ceiling()));
        } catch (GatewayException untranslatable) {
            return after(call, index, setbacks, Setback.untranslatable(untranslatable.error()));
        }
        call.attempt(attempt);
        if (call.gone() && !call.finishesWithoutCaller()) {
            return failed(Setback.CANCELLED);
        }
        if (attempt.number() > 1) {
            settler.nextAttempt(call, attempt);
        }
        return ask(call, attempt).recover(failure -> {
            if (!(failure instanceof ChatFailed failed)) {
                return Future.failedFuture(failure);
            }
            if (failed.setback().tried()) {
                ledger.failed(call, attempt, failed.setback());
            }
            return after(call, index, setbacks, failed.setback());
        });
    }

    private Future<Served> after(ChatCall call, int index, List<Setback> setbacks, Setback setback) {
        setbacks.add(setback);
        if (setback.another() && index + 1 < call.candidates().size()) {
            return attempt(call, index + 1, setbacks);
        }
        return Future.failedFuture(new GatewayException(cause(setbacks)));
    }

    private Future<Served> ask(ChatCall call, Attempt attempt) {
        Question<Call, Answer> provider = Objects.requireNonNull(providers.get(attempt.provider()));
        Map<String, String> headers = simulated(attempt.candidate().provider()) ? call.simulation() : Map.of();
        return provider.ask(new Call(
                        call.face == Face.IMAGES ? Operation.IMAGES : Operation.CHAT,
                        attempt.model(),
                        attempt.translation().body(),
                        call.stream(),
                        headers,
                        call.cancellation))
                .compose(answer -> read(call, attempt, answer));
    }

    private Future<Served> read(ChatCall call, Attempt attempt, Answer answer) {
        return switch (answer) {
            case Answer.Whole whole -> {
                call.access.waitedForUpstream(whole.timing().nanos());
                yield whole(attempt, whole);
            }
            case Answer.Streamed streamed -> {
                call.access.waitedForUpstream(streamed.timing().nanos());
                yield open(call, attempt, streamed);
            }
            case Answer.Failed failed -> {
                call.access.waitedForUpstream(failed.timing().nanos());
                yield failed(
                        call.face == Face.IMAGES
                                ? Setback.ofImages(attempt.provider(), failed)
                                : Setback.of(attempt.provider(), failed));
            }
            case Answer.Unavailable unavailable -> failed(Setback.of(attempt.provider(), unavailable));
        };
    }

    private static Future<Served> whole(Attempt attempt, Answer.Whole whole) {
        Translation translation = attempt.translation();
        if (whole.status() / 100 != 2) {
            return failed(Setback.of(
                    attempt.provider(),
                    attempt.model(),
                    translation.error(whole.status(), whole.body()),
                    Providers.retryAfter(whole.headers())));
        }
        try {
            return Future.succeededFuture(new Served.Whole(attempt, translation.answer(whole.body())));
        } catch (MalformedAnswer e) {
            return failed(e.error()
                    .map(said -> Setback.of(attempt.provider(), attempt.model(), said, Optional.empty()))
                    .orElseGet(() -> Setback.malformed(attempt.provider(), String.valueOf(e.getMessage()))));
        }
    }

    private Future<Served> open(ChatCall call, Attempt attempt, Answer.Streamed streamed) {
        StreamRelay relay = new StreamRelay(attempt, streamed.stream(), call, settler.mostKept());
        call.onLeft(relay::callerLeft);
        call.cancellation.onCancel(relay::callerLeft);
        long head = System.nanoTime();
        return relay.open()
                .onComplete(begun -> call.access.waitedForUpstream(System.nanoTime() - head))
                .map(first -> new Served.Opened(attempt, relay, first));
    }

    private static Future<Served> failed(Setback setback) {
        return Future.failedFuture(new ChatFailed(setback));
    }

    /** The first cause; if nobody was even tried, when the first of them can be again. */
    private static GatewayError cause(List<Setback> setbacks) {
        Optional<Setback> tried = setbacks.stream().filter(Setback::tried).findFirst();
        if (tried.isPresent()) {
            return tried.get().error();
        }
        return setbacks.stream()
                .filter(setback -> setback.retryAfter().isPresent())
                .min(Comparator.comparing(setback -> setback.retryAfter().orElseThrow()))
                .orElse(setbacks.getFirst())
                .error();
    }

    private Translation translate(ChatCall call, Candidate candidate, OutputCeiling ceiling) {
        return switch (call.head()) {
            case ChatHead chat -> translate(call, chat, candidate, ceiling);
            case ImageHead images ->
                new ImagePassThrough(
                        images,
                        candidate.model().name(),
                        candidate.provider().kind() == ProviderConfig.Kind.OPENAI_COMPATIBLE
                                && !simulated(candidate.provider()));
        };
    }

    private Translation translate(ChatCall call, ChatHead asked, Candidate candidate, OutputCeiling ceiling) {
        WireFormat format = candidate.provider().kind() == ProviderConfig.Kind.ANTHROPIC
                ? WireFormat.ANTHROPIC_MESSAGES
                : WireFormat.OPENAI_CHAT;
        ChatHead head = call.bounded() && ceiling.splice() ? lowered(asked, candidate, ceiling) : asked;
        head = refusesOldCeiling(candidate) && head.hasOldCeiling()
                ? ChatHead.read(head.withNewCeiling(), headLimits)
                : head;
        return Dialects.translate(head, format, candidate.model().name(), call.stream(), ceiling.tokens());
    }

    /** OpenAI's models that reason know only the new name, and clients such as WordPress's write the old one. */
    private static boolean refusesOldCeiling(Candidate candidate) {
        ProviderConfig.Kind kind = candidate.provider().kind();
        return (kind == ProviderConfig.Kind.OPENAI || kind == ProviderConfig.Kind.AZURE)
                && candidate.model().abilities().reasons().orElse(false);
    }

    /** The request with the ceiling on output that was reserved for. */
    private ChatHead lowered(ChatHead head, Candidate candidate, OutputCeiling ceiling) {
        boolean old = candidate.provider().kind() == ProviderConfig.Kind.OPENAI_COMPATIBLE;
        String field = old ? "max_tokens" : "max_completion_tokens";
        return ChatHead.read(head.withCeiling(ceiling.tokens(), field), headLimits);
    }

    static boolean simulated(ProviderConfig provider) {
        return provider.simulated() || provider.kind() == ProviderConfig.Kind.SIMULATOR;
    }
}
