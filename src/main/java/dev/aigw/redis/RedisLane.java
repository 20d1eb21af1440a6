package dev.aigw.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lane's connection to Redis: kept open, pipelined by itself, made anew after it broke. A question asked while there
 * is none fails at once. Everything here happens on the lane's event loop.
 */
public final class RedisLane {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLane.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final int MAX_IN_FLIGHT = 100_000;

    private final Vertx vertx;
    private final Redis redis;
    private final List<LuaScript> scripts;
    private final Consumer<Boolean> onState;
    private Optional<RedisConnection> connection = Optional.empty();
    private boolean connecting;
    private boolean closed;

    /**
     * @param scripts loaded on every new connection
     * @param onState told true when connected, false when the connection is lost
     */
    public RedisLane(
            Vertx vertx, String url, Duration connectTimeout, List<LuaScript> scripts, Consumer<Boolean> onState) {
        this.vertx = vertx;
        this.scripts = List.copyOf(scripts);
        this.onState = onState;
        this.redis = Redis.createClient(
                vertx,
                new RedisOptions()
                        .setConnectionString(url)
                        .setMaxPoolSize(1)
                        .setMaxPoolWaiting(4)
                        .setMaxWaitingHandlers(MAX_IN_FLIGHT)
                        .setNetClientOptions(new NetClientOptions()
                                .setTcpNoDelay(true)
                                .setTcpKeepAlive(true)
                                .setConnectTimeout((int) connectTimeout.toMillis())));
    }

    /** Connects for the first time; on failure keeps trying in the background all the same. */
    public Future<Void> start() {
        connecting = true;
        return connect().onFailure(cause -> {
            LOG.warn("redis not reachable, trying again cause={}", String.valueOf(cause.getMessage()));
            retry(FIRST_PAUSE);
        });
    }

    public boolean connected() {
        return connection.isPresent();
    }

    /** Runs a script that answers integers; one that Redis has forgotten (a restart, {@code SCRIPT FLUSH}) is sent again, unseen by the asker. */
    public Future<long[]> eval(LuaScript script, List<String> keys, long... arguments) {
        if (connection.isEmpty()) {
            return Future.failedFuture("redis is not connected");
        }
        RedisConnection current = connection.get();
        return current.send(call(Command.EVALSHA, script.sha(), keys, arguments))
                .recover(cause -> cause instanceof ErrorType error && error.is("NOSCRIPT")
                        ? current.send(call(Command.EVAL, script.source(), keys, arguments))
                        : Future.failedFuture(cause))
                .map(RedisLane::integers);
    }

    private static long[] integers(@Nullable Response reply) {
        if (reply == null) {
            throw new IllegalStateException("a script answered nothing");
        }
        long[] integers = new long[reply.size()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = Objects.requireNonNull(reply.get(i).toLong());
        }
        return integers;
    }

    /** Gives the connection up because it no longer answers; a new one is made. */
    public void discard() {
        connection.ifPresent(RedisConnection::close);
        lost();
    }

    public Future<Void> close() {
        closed = true;
        connection = Optional.empty();
        return redis.close();
    }

    private static Request call(Command command, String script, List<String> keys, long[] arguments) {
        Request request = Request.cmd(command).arg(script).arg(keys.size());
        for (String key : keys) {
            request.arg(key);
        }
        for (long argument : arguments) {
            request.arg(argument);
        }
        return request;
    }

    private Future<Void> connect() {
        return redis.connect().compose(this::prepare).map(ready -> {
            connecting = false;
            connection = Optional.of(ready);
            onState.accept(true);
            return null;
        });
    }

    private Future<RedisConnection> prepare(RedisConnection fresh) {
        fresh.exceptionHandler(cause -> lost());
        fresh.endHandler(end -> lost());
        List<? extends Future<?>> loads = scripts.stream()
                .map(script ->
                        fresh.send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.source())))
                .toList();
        return Future.all(loads).map(fresh);
    }

    private void lost() {
        if (closed || connecting) {
            return;
        }
        connecting = true;
        connection = Optional.empty();
        LOG.warn("redis connection lost");
        onState.accept(false);
        retry(FIRST_PAUSE);
    }

    private void retry(Duration pause) {
        vertx.setTimer(pause.toMillis(), fired -> {
            if (closed) {
                return;
            }
            Duration next = pause.multipliedBy(2);
            connect()
                    .onSuccess(ready -> LOG.info("redis connected"))
                    .onFailure(cause -> retry(next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next));
        });
    }
}
