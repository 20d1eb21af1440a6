package dev.aigw.provider;

import dev.aigw.bytes.Gathering;
import dev.aigw.config.ProviderConfig;
import dev.aigw.provider.Providers.Answer;
import dev.aigw.provider.Providers.Call;
import dev.aigw.provider.Providers.Kind;
import dev.aigw.provider.Providers.Timing;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;

/**
 * One HTTP exchange with a provider: it ends exactly once, by an answer, a failure, a time-out or a cancellation. Vert.x
 * stops timing a request once the head has arrived, so the time-outs of head, silence and total are kept here as plain
 * deadlines that the verticle looks at; a stream that its reader has paused is not silent.
 */
final class Exchange implements UpstreamStream {
    /** How long a provider may take to close an answer that is complete. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private final ProviderConfig config;
    private final Call call;
    private final long startNanos = System.nanoTime();
    private final Promise<Answer> answer = Promise.promise();
    private final Promise<Void> outcome = Promise.promise();
    private Optional<HttpClientRequest> request = Optional.empty();
    private Optional<HttpClientResponse> response = Optional.empty();
    private final Gathering whole = new Gathering();
    private long received;
    private long lastSignNanos = startNanos;
    private boolean streaming;
    private boolean paused;
    private boolean probing;
    private boolean over;
    private boolean released;
    /** Whether somebody listens; a failure before that is kept for whoever comes. */
    private boolean taken;

    private Optional<Answer.Failed> untold = Optional.empty();
    private Handler<Buffer> onChunk = chunk -> {};
    private Runnable onEnd = () -> {};
    private Handler<Answer.Failed> onFailure = failed -> {};

    Exchange(ProviderConfig config, Call call) {
        this.config = config;
        this.call = call;
    }

    /** What the asker gets: as soon as there is a whole answer, the head of a stream, or a failure. */
    Future<Answer> answer() {
        return answer.future();
    }

    /** How the provider did, for its breaker: fails when the provider is at fault; a probe is told at the first sign. */
    Future<Void> outcome() {
        return outcome.future();
    }

    boolean over() {
        return over;
    }

    void start(HttpClient client, Endpoint endpoint, boolean probe) {
        probing = probe;
        call.cancellation().onCancel(this::cancel);
        client.request(endpoint.request(call.operation(), call.model()))
                .onComplete(ready -> send(ready, endpoint), this::refused);
    }

    /** Ends the exchange without having tried. */
    void decline(Answer.Unavailable reason) {
        over = true;
        outcome.tryComplete();
        answer.tryComplete(reason);
    }

    /** Ends the exchange if one of its deadlines has passed. */
    void expire(long now) {
        if (released) {
            if (now - lastSignNanos > LINGER.toNanos()) {
                over = true;
                request.ifPresent(HttpClientRequest::reset);
            }
            return;
        }
        boolean headMissing = response.isEmpty();
        if (now - startNanos > config.totalTimeout().toNanos()) {
            fail(headMissing ? Kind.TIMEOUT_HEAD : Kind.TIMEOUT_BODY, "took too long", config.totalTimeout());
        } else if (headMissing && now - startNanos > config.headTimeout().toNanos()) {
            fail(Kind.TIMEOUT_HEAD, "sent no answer", config.headTimeout());
        } else if (!headMissing
                && !paused
                && now - lastSignNanos > config.chunkTimeout().toNanos()) {
            fail(Kind.TIMEOUT_BODY, "fell silent", config.chunkTimeout());
        }
    }

    @Override
    public UpstreamStream onChunk(Handler<Buffer> handler) {
        onChunk = handler;
        return this;
    }

    @Override
    public UpstreamStream onEnd(Runnable handler) {
        onEnd = handler;
        return this;
    }

    @Override
    public UpstreamStream onFailure(Handler<Answer.Failed> handler) {
        onFailure = handler;
        return this;
    }

    @Override
    public void pause() {
        paused = true;
        response.ifPresent(HttpClientResponse::pause);
    }

    @Override
    public void resume() {
        taken = true;
        paused = false;
        lastSignNanos = System.nanoTime();
        untold.ifPresentOrElse(
                failed -> {
                    untold = Optional.empty();
                    onFailure.handle(failed);
                },
                () -> response.ifPresent(HttpClientResponse::resume));
    }

    @Override
    public void release() {
        released = true;
        lastSignNanos = System.nanoTime();
        outcome.tryComplete();
        onChunk = late -> {};
        onEnd = () -> {};
        onFailure = late -> {};
    }

    @Override
    public void cancel() {
        if (!over) {
            over = true;
            request.ifPresent(HttpClientRequest::reset);
            outcome.tryComplete(); // whoever left says nothing about the provider
            answer.tryComplete(new Answer.Failed(Kind.CANCELLED, "the caller left", Duration.ZERO, timing()));
        }
    }

    private void send(HttpClientRequest fresh, Endpoint endpoint) {
        request = Optional.of(fresh);
        if (over) {
            fresh.reset();
            return;
        }
        fresh.headers().addAll(endpoint.headers());
        call.headers().forEach(fresh::putHeader);
        fresh.send(call.body()).onComplete(this::head, cut -> fail(Kind.CUT, "closed the connection", Duration.ZERO));
    }

    private void refused(Throwable cause) {
        if (cause instanceof ConnectionPoolTooBusyException) {
            decline(new Answer.Unavailable("its connections are all in use", Duration.ofSeconds(1)));
        } else {
            fail(Kind.CONNECT, "cannot be reached", config.connectTimeout());
        }
    }

    /** Handlers are set here, in the very callback that brings the head: later is too late for the first bytes. */
    private void head(HttpClientResponse arrived) {
        response = Optional.of(arrived);
        if (over) {
            return;
        }
        lastSignNanos = System.nanoTime();
        arrived.exceptionHandler(cut -> fail(Kind.CUT, "cut its answer", Duration.ZERO));
        arrived.handler(this::chunk);
        arrived.endHandler(end -> end());
        String type = arrived.headers().get(HttpHeaders.CONTENT_TYPE);
        streaming = call.stream()
                && arrived.statusCode() / 100 == 2
                && type != null
                && type.regionMatches(true, 0, "text/event-stream", 0, 17);
        if (streaming) {
            pause();
            answer.tryComplete(new Answer.Streamed(arrived.statusCode(), arrived.headers(), this, timing()));
        }
    }

    private void chunk(Buffer bytes) {
        if (over) {
            return;
        }
        lastSignNanos = System.nanoTime();
        received += bytes.length();
        if (received > config.maxAnswerBytes()) {
            fail(Kind.TOO_LARGE, "sent more than " + config.maxAnswerBytes() + " bytes", Duration.ZERO);
        } else if (streaming) {
            if (probing) {
                outcome.tryComplete();
            }
            onChunk.handle(bytes);
        } else {
            whole.add(bytes);
        }
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        HttpClientResponse head = response.orElseThrow();
        if (head.statusCode() >= 500) {
            outcome.tryFail("answered " + head.statusCode());
        } else {
            outcome.tryComplete();
        }
        if (streaming) {
            onEnd.run();
        } else {
            answer.tryComplete(new Answer.Whole(head.statusCode(), head.headers(), whole.body(), timing()));
        }
    }

    private void fail(Kind kind, String reason, Duration limit) {
        if (over) {
            return;
        }
        over = true;
        request.ifPresent(HttpClientRequest::reset);
        Answer.Failed failed = new Answer.Failed(kind, reason, limit, timing());
        if (kind == Kind.TOO_LARGE) {
            outcome.tryComplete();
        } else {
            outcome.tryFail(reason);
        }
        if (answer.tryComplete(failed)) {
            return;
        }
        if (taken) {
            onFailure.handle(failed);
        } else {
            untold = Optional.of(failed);
        }
    }

    private Timing timing() {
        return new Timing(startNanos, System.nanoTime());
    }
}
