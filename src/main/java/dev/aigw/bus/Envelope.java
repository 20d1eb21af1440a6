package dev.aigw.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Optional;

/**
 * A question on its way over the bus, with the promise of its answer inside. Vert.x's own request and reply would register an
 * address, send a second message and set a timer for each; on one event loop none of that is needed.
 */
final class Envelope<Q, R> {
    private final Q query;
    private final Promise<R> reply = Promise.promise();
    private Runnable onReply = () -> {};
    private final Thread asker = Thread.currentThread();
    private final Optional<Context> context = Optional.ofNullable(Vertx.currentContext());

    Envelope(Q query) {
        this.query = query;
    }

    Q query() {
        return query;
    }

    Future<R> reply() {
        return reply.future();
    }

    /** Runs once, when the question is answered or given up, on the thread that does it. */
    void onReply(Runnable action) {
        onReply = action;
    }

    void complete(R answer) {
        onReply.run();
        deliver(() -> reply.tryComplete(answer));
    }

    void fail(Throwable cause) {
        onReply.run();
        deliver(() -> reply.tryFail(cause));
    }

    /** The asker hears of it on its own event loop, at once when that is this one. */
    private void deliver(Runnable news) {
        if (context.isEmpty() || Thread.currentThread() == asker) {
            news.run();
        } else {
            context.get().runOnContext(there -> news.run());
        }
    }
}
