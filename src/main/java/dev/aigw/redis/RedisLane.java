package dev.aigw.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private final Context context;
    private final Redis redis;
    private final List<LuaScript> scripts;
    private final Consumer<Boolean> onState;
    private Optional<RedisConnection> connection = Optional.empty();
    private List<Evaluation> turn = new ArrayList<>();
    private boolean connecting;
    private boolean closed;

    /**
     * @param scripts loaded on every new connection
     * @param onState told true when connected, false when the connection is lost
     */
    public RedisLane(
            Vertx vertx, String url, Duration connectTimeout, List<LuaScript> scripts, Consumer<Boolean> onState) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
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

    /**
     * Runs a script; one that Redis has forgotten (a restart, {@code SCRIPT FLUSH}) is sent again, unseen
     * by the asker. What one turn of the event loop asks goes out in one write.
     *
     * @param arguments texts, numbers or buffers
     */
    public Future<ScriptReply> eval(LuaScript script, List<String> keys, List<Object> arguments) {
        if (connection.isEmpty()) {
            return Future.failedFuture("redis is not connected");
        }
        if (turn.isEmpty()) {
            context.runOnContext(over -> send());
        }
        Evaluation evaluation = new Evaluation(script, keys, arguments);
        turn.add(evaluation);
        return evaluation.reply.future();
    }

    private void send() {
        List<Evaluation> asked = turn;
        turn = new ArrayList<>();
        if (connection.isEmpty()) {
            asked.forEach(one -> one.reply.fail("redis is not connected"));
            return;
        }
        RedisConnection current = connection.get();
        if (asked.size() == 1) {
            sendAlone(current, asked.getFirst(), false);
            return;
        }
        current.batch(asked.stream().map(one -> one.request(false)).toList())
                .onComplete(
                        replies -> {
                            for (int i = 0; i < asked.size(); i++) {
                                asked.get(i).answered(replies.get(i));
                            }
                        },
                        // A batch fails as a whole. A script that is missing has not run for any of them.
                        cause -> asked.forEach(one -> {
                            if (forgotten(cause)) {
                                sendAlone(current, one, true);
                            } else {
                                one.reply.tryFail(cause);
                            }
                        }));
    }

    private static void sendAlone(RedisConnection current, Evaluation one, boolean withSource) {
        current.send(one.request(withSource)).onComplete(one::answered, cause -> {
            if (!withSource && forgotten(cause)) {
                sendAlone(current, one, true);
            } else {
                one.reply.tryFail(cause);
            }
        });
    }

    private static boolean forgotten(Throwable cause) {
        return cause instanceof ErrorType error && error.is("NOSCRIPT");
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

    /** One call of a script and who waits for it. */
    private static final class Evaluation {
        private final LuaScript script;
        private final List<String> keys;
        private final List<Object> arguments;
        private final Promise<ScriptReply> reply = Promise.promise();

        private Evaluation(LuaScript script, List<String> keys, List<Object> arguments) {
            this.script = script;
            this.keys = keys;
            this.arguments = arguments;
        }

        private Request request(boolean withSource) {
            Request request = Request.cmd(withSource ? Command.EVAL : Command.EVALSHA)
                    .arg(withSource ? script.source() : script.sha())
                    .arg(keys.size());
            keys.forEach(request::arg);
            for (Object argument : arguments) {
                if (argument instanceof Buffer bytes) {
                    request.arg(bytes);
                } else {
                    request.arg(argument.toString());
                }
            }
            return request;
        }

        private void answered(@Nullable Response response) {
            if (response == null) {
                reply.tryFail("a script answered nothing");
                return;
            }
            reply.tryComplete(new ScriptReply(response));
        }
    }
}
