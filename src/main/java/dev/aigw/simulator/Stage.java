package dev.aigw.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Plays one answer: a row of acts, each when its time has come, until the caller leaves. */
final class Stage {
    /** Does something, and says how long to wait before the next. */
    private interface Act {
        Duration play();
    }

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final Deque<Act> acts = new ArrayDeque<>();
    private boolean abandoned;

    Stage(Vertx vertx, HttpServerResponse response) {
        this.vertx = vertx;
        this.response = response;
        response.closeHandler(gone -> abandoned = true);
        response.exceptionHandler(gone -> abandoned = true);
    }

    Stage pause(Duration time) {
        acts.add(() -> time);
        return this;
    }

    Stage act(Runnable deed) {
        acts.add(() -> {
            deed.run();
            return Duration.ZERO;
        });
        return this;
    }

    /** Sends the head now, before anything of the body. */
    Stage head() {
        return act(response::writeHead);
    }

    Stage send(Buffer bytes) {
        return act(() -> response.write(bytes));
    }

    Stage end() {
        return act(response::end);
    }

    /** Closes the connection under the answer. */
    Stage cut() {
        return act(response::reset);
    }

    /** Nothing more, for ever: the connection stays open. */
    void play() {
        while (!abandoned) {
            Act act = acts.poll();
            if (act == null) {
                return;
            }
            Duration pause = act.play();
            if (pause.isPositive()) {
                vertx.setTimer(Math.max(1, pause.toMillis()), timer -> play());
                return;
            }
            if (!response.ended() && !response.closed() && response.writeQueueFull()) {
                response.drainHandler(drained -> play());
                return;
            }
        }
    }
}
