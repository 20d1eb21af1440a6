package dev.aigw.bus;

import dev.aigw.bus.Bus.Question;
import dev.aigw.time.Deadlines;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Asks one address, and gives up when no answer comes in time. At home on the event loop it is made on, where asking costs
 * neither a timer nor a hop; asked from elsewhere it goes there first.
 */
final class TimedQuestion<Q extends BusMessage, R extends BusMessage> implements Question<Q, R> {
    private static final long FINEST_TICK_MILLIS = 10;
    private static final long COARSEST_TICK_MILLIS = 1_000;

    private final Vertx vertx;
    private final Context home;
    private final Optional<Thread> homeThread;
    private final Consumer<Envelope<Q, R>> send;
    private final Deadlines waiting;
    private final long tickMillis;
    private boolean ticking;

    TimedQuestion(Vertx vertx, Duration timeout, Consumer<Envelope<Q, R>> send) {
        this.vertx = vertx;
        this.home = vertx.getOrCreateContext();
        this.homeThread = Context.isOnEventLoopThread() ? Optional.of(Thread.currentThread()) : Optional.empty();
        this.send = send;
        this.waiting = new Deadlines(timeout);
        this.tickMillis = Math.clamp(timeout.toMillis() / 4, FINEST_TICK_MILLIS, COARSEST_TICK_MILLIS);
    }

    @Override
    public Future<R> ask(Q query) {
        Envelope<Q, R> envelope = new Envelope<>(query);
        atHome(() -> begin(envelope));
        return envelope.reply();
    }

    private void atHome(Runnable work) {
        if (homeThread.isPresent() && homeThread.get() == Thread.currentThread()) {
            work.run();
        } else {
            home.runOnContext(there -> work.run());
        }
    }

    private void begin(Envelope<Q, R> envelope) {
        Deadlines.Entry deadline = waiting.start(() -> envelope.fail(new TimeoutException("no answer in time")));
        envelope.onReply(() -> atHome(deadline::done)); // another loop may have answered
        if (!ticking) {
            ticking = true;
            tick();
        }
        send.accept(envelope);
    }

    /** Looks at what waits for as long as anything does. */
    private void tick() {
        vertx.setTimer(tickMillis, due -> {
            waiting.expire(System.nanoTime());
            ticking = !waiting.isEmpty();
            if (ticking) {
                tick();
            }
        });
    }
}
