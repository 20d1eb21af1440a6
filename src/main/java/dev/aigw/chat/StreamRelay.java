package dev.aigw.chat;

import dev.aigw.dialect.AnswerStream;
import dev.aigw.dialect.Ending;
import dev.aigw.dialect.MalformedAnswer;
import dev.aigw.dialect.ProviderError;
import dev.aigw.provider.Providers.Answer;
import dev.aigw.provider.UpstreamStream;
import dev.aigw.usage.UsageEvent.Status;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Carries one streamed answer from provider to caller, chunk by chunk, at the caller's pace. Opened first: until the
 * provider has said something worth sending, nothing goes out and another candidate can still be tried. What ends a stream
 * well is sent only when the answer was complete; a cut, a stall or an error inside it becomes an error event and the end.
 */
final class StreamRelay {
    private static final Buffer HEARTBEAT = Buffer.buffer(": aigw\n\n");

    private final Attempt attempt;
    private final UpstreamStream upstream;
    private final AnswerStream answer;
    private final ChatCall call;
    private final StreamOutlet outlet;
    private final Promise<Buffer> opening = Promise.promise();
    private Over whenOver = (status, code) -> Future.succeededFuture();
    private boolean opened;
    private boolean ended;
    private boolean over;
    private boolean complete;
    private long lastWriteNanos;
    private long stalledSinceNanos;

    StreamRelay(Attempt attempt, UpstreamStream upstream, ChatCall call, long mostKept) {
        this.attempt = attempt;
        this.upstream = upstream;
        this.answer = attempt.translation().stream();
        this.call = call;
        this.outlet = new StreamOutlet(call.response, call.claims() ? mostKept : -1);
        upstream.onChunk(this::chunk).onEnd(this::end).onFailure(this::failed);
    }

    AnswerStream answer() {
        return answer;
    }

    /** What was sent, for whoever asks the same again. */
    KeptAnswer kept() {
        return outlet.answer(200);
    }

    /** Whether it came to its end, with or without its caller. */
    boolean finished() {
        return complete;
    }

    boolean over() {
        return over;
    }

    /** Waits for the first bytes for the caller; fails with {@link ChatFailed} while nothing has gone out. */
    Future<Buffer> open() {
        upstream.resume();
        return opening.future();
    }

    /**
     * Sends the rest; the response's head is set.
     *
     * @param done told once how it ended: the ledger's status, and the error code when there was one; completes when the caller
     *     may hear of a failure
     */
    void relay(Buffer first, Over done) {
        whenOver = done;
        if (over) {
            done.over(Status.CANCELLED, ""); // the caller left in between
            return;
        }
        write(first);
        if (ended) {
            complete();
        } else {
            upstream.resume();
        }
    }

    /** The caller left; the provider goes on only if the call is to be finished. */
    void callerLeft() {
        outlet.callerLeft();
        if (over) {
            return;
        }
        if (call.finishesWithoutCaller()) {
            stalledSinceNanos = 0;
            upstream.resume();
        } else {
            over = true;
            upstream.cancel();
            opening.tryFail(new ChatFailed(Setback.CANCELLED));
            whenOver.over(Status.CANCELLED, "");
        }
    }

    /** Keeps the connection alive through silence, and gives up on a caller that takes nothing. */
    void tick(long now, long heartbeatNanos, long writeTimeoutNanos) {
        if (stalledSinceNanos != 0 && now - stalledSinceNanos > writeTimeoutNanos) {
            outlet.reset();
            call.callerLeft();
            callerLeft();
        } else if (stalledSinceNanos == 0 && now - lastWriteNanos > heartbeatNanos) {
            lastWriteNanos = now;
            outlet.heartbeat(HEARTBEAT);
        }
    }

    private void chunk(Buffer bytes) {
        if (over) {
            return;
        }
        Buffer out;
        try {
            out = answer.feed(bytes);
        } catch (MalformedAnswer e) {
            upstream.cancel();
            broken(new ProviderError(ProviderError.Kind.SERVER, 502, "The provider's stream cannot be read."));
            return;
        }
        if (answer.error().isPresent()) {
            upstream.cancel();
            if (opened) {
                write(out);
            }
            broken(answer.error().get());
            return;
        }
        ended = answer.ended();
        if (!opened && (out.length() > 0 || ended)) {
            open(out);
        } else if (opened) {
            write(out);
            if (ended) {
                complete();
            }
        }
    }

    private void end() {
        if (over) {
            return;
        }
        ended = true;
        if (opened) {
            complete();
        } else if (answer.finished()) {
            open(Buffer.buffer());
        } else {
            broken(new ProviderError(ProviderError.Kind.SERVER, 502, "The provider ended its stream before it began."));
        }
    }

    private void failed(Answer.Failed failure) {
        if (over) {
            return;
        }
        if (answer.finished()) { // a cut after the last word loses nothing
            end();
        } else if (opened) {
            boolean late = failure.kind() == dev.aigw.provider.Providers.Kind.TIMEOUT_BODY;
            broken(new ProviderError(
                    late ? ProviderError.Kind.TIMEOUT : ProviderError.Kind.SERVER,
                    late ? 504 : 502,
                    "The provider '" + attempt.provider() + "' " + failure.reason() + " in mid-stream."));
        } else {
            over = true;
            opening.tryFail(new ChatFailed(Setback.of(attempt.provider(), failure)));
        }
    }

    private void open(Buffer first) {
        opened = true;
        lastWriteNanos = System.nanoTime();
        if (!ended) {
            upstream.pause();
        }
        opening.tryComplete(first);
    }

    private void complete() {
        OptionalLong cost = call.charged(
                answer.usage().map(attempt.candidate().model()::costNanos).orElse(OptionalLong.empty()));
        answer.finish(new Ending(
                        cost.orElse(-1),
                        call.wantsMeta() ? Optional.of(AnswerWriter.meta(call, attempt, cost)) : Optional.empty()))
                .ifPresentOrElse(
                        last -> {
                            over = true;
                            upstream.release();
                            outlet.end(last);
                            complete = true;
                            whenOver.over(outlet.gone() ? Status.CANCELLED : Status.OK, "");
                            outlet.finish(last);
                        },
                        () -> broken(new ProviderError(
                                ProviderError.Kind.SERVER, 502, "The provider ended its stream before its answer.")));
    }

    private void broken(ProviderError error) {
        over = true;
        if (!opened) {
            opening.tryFail(new ChatFailed(Setback.of(attempt.provider(), attempt.model(), error, Optional.empty())));
            return;
        }
        boolean late = error.kind() == ProviderError.Kind.TIMEOUT;
        Buffer last = answer.failure(error);
        outlet.end(last);
        whenOver.over(late ? Status.TIMEOUT : Status.ERROR, late ? "provider_timeout" : "provider_error")
                .onComplete(told -> outlet.finish(last));
    }

    private void write(Buffer bytes) {
        if (bytes.length() == 0) {
            return;
        }
        lastWriteNanos = System.nanoTime();
        outlet.write(bytes);
        if (outlet.full() && stalledSinceNanos == 0) {
            stalledSinceNanos = lastWriteNanos;
            upstream.pause();
            outlet.onDrained(() -> {
                stalledSinceNanos = 0;
                if (!over) {
                    upstream.resume();
                }
            });
        }
    }

    /** Is told once how the stream ended. */
    interface Over {
        /** Completes when the caller may hear of a failure. */
        Future<Void> over(Status status, String code);
    }
}
