package dev.aigw.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to one server of Redis that is kept open: made anew after it broke, to wherever the server is then. Belongs
 * to one event loop.
 */
final class RedisLink {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Dialer dialer;
    private final Supplier<Future<String>> place;
    private final Function<RedisConnection, Future<?>> prepare;
    private final Consumer<Boolean> onState;
    private Optional<Dialer.Line> line = Optional.empty();
    private Promise<Void> attempt = Promise.promise();
    private boolean closed;

    /**
     * @param place where the server is; asked before each attempt
     * @param prepare what is said on a new connection before anybody else may use it
     * @param onState told true when connected, false when the connection is lost
     */
    RedisLink(
            Vertx vertx,
            Dialer dialer,
            Supplier<Future<String>> place,
            Function<RedisConnection, Future<?>> prepare,
            Consumer<Boolean> onState) {
        this.vertx = vertx;
        this.dialer = dialer;
        this.place = place;
        this.prepare = prepare;
        this.onState = onState;
    }

    /** Connects for the first time; on failure keeps trying in the background all the same. */
    Future<Void> start() {
        return connect(FIRST_PAUSE);
    }

    Optional<RedisConnection> connection() {
        return line.map(Dialer.Line::connection);
    }

    /** Where it is connected to; empty when it is not. */
    Optional<String> url() {
        return line.map(Dialer.Line::url);
    }

    boolean connected() {
        return line.isPresent();
    }

    /** When it is connected, or the attempt that is under way has failed. */
    Future<Void> attempted() {
        return connected() ? Future.succeededFuture() : attempt.future();
    }

    /** Gives the connection up, whatever is under way on it; a new one is made. */
    void drop() {
        line.ifPresent(this::lost);
    }

    void close() {
        closed = true;
        line.ifPresent(Dialer.Line::hangUp);
        line = Optional.empty();
        attempt.tryFail("closed");
    }

    private Future<Void> connect(Duration pause) {
        return place.get()
                .compose(dialer::dial)
                .compose(fresh -> dialer.bounded(prepare.apply(fresh.connection()))
                        .onFailure(cause -> fresh.hangUp())
                        .<Void>map(ready -> {
                            use(fresh);
                            return null;
                        }))
                .onFailure(cause -> {
                    Promise<Void> failed = attempt;
                    attempt = Promise.promise();
                    failed.tryFail(cause);
                    retry(pause);
                });
    }

    private void use(Dialer.Line fresh) {
        if (closed) {
            fresh.hangUp();
            return;
        }
        fresh.connection().exceptionHandler(cause -> lost(fresh));
        fresh.connection().endHandler(end -> lost(fresh));
        line = Optional.of(fresh);
        attempt.tryComplete();
        onState.accept(true);
    }

    private void lost(Dialer.Line which) {
        if (closed || line.filter(which::equals).isEmpty()) {
            return;
        }
        line = Optional.empty();
        attempt = Promise.promise();
        which.hangUp();
        LOG.warn("redis connection lost");
        onState.accept(false);
        retry(FIRST_PAUSE);
    }

    private void retry(Duration pause) {
        if (closed) {
            return;
        }
        Duration next = pause.multipliedBy(2);
        vertx.setTimer(pause.toMillis(), fired -> {
            if (!closed) {
                connect(next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next)
                        .onSuccess(ready -> LOG.info("redis connected"));
            }
        });
    }
}
