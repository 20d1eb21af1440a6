package dev.aigw.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One server that has all keys: the only one, or the master that sentinels name. */
final class OneServer implements Servers {
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final int ANY = 0;

    private final Vertx vertx;
    private final Supplier<Future<String>> place;
    private final RedisLink link;
    private final Pipeline pipeline;
    private boolean closed;

    /** @param place where the server is; another answer later means that it has moved */
    OneServer(
            Vertx vertx,
            Context context,
            Dialer dialer,
            Supplier<Future<String>> place,
            Function<RedisConnection, Future<?>> prepare,
            Consumer<Boolean> onState) {
        this.vertx = vertx;
        this.place = place;
        this.link = new RedisLink(vertx, dialer, place, prepare, onState);
        this.pipeline = new Pipeline(context, link);
    }

    @Override
    public Future<Void> start() {
        lookAgain();
        return link.start();
    }

    @Override
    public boolean connected() {
        return link.connected();
    }

    @Override
    public boolean connected(String key) {
        return link.connected();
    }

    @Override
    public Future<@Nullable Response> ask(String key, Request request) {
        return ask(request);
    }

    @Override
    public Future<@Nullable Response> ask(Request request) {
        return pipeline.ask(ANY, request).onFailure(cause -> {
            if (cause instanceof ErrorType error && error.is("READONLY")) {
                link.drop(); // it was a master and is none any more
            }
        });
    }

    @Override
    public void discard() {
        link.drop();
    }

    @Override
    public void close() {
        closed = true;
        link.close();
    }

    /** A master that was cut off from the others does not know that it has been replaced. */
    private void lookAgain() {
        vertx.setTimer(LOOK.toMillis(), fired -> {
            if (closed) {
                return;
            }
            place.get()
                    .onSuccess(now -> {
                        if (link.url().filter(url -> !url.equals(now)).isPresent()) {
                            link.drop();
                        }
                    })
                    .onComplete(looked -> lookAgain());
        });
    }
}
