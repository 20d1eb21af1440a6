package dev.aigw.redis;

import dev.aigw.config.RedisConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lane's connection to Redis (to each master, when it is a cluster): kept open, pipelined by itself, made anew after it
 * broke. A question asked while there is none fails at once; how long to wait for an answer is the asker's business.
 * Everything here happens on the lane's event loop.
 */
public final class RedisLane {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLane.class);

    private final List<LuaScript> scripts;
    private final Servers servers;

    /**
     * @param scripts loaded on every new connection
     * @param onState told true when every server that is needed is connected, false when one is lost
     */
    public RedisLane(
            Vertx vertx,
            RedisConfig config,
            Duration connectTimeout,
            List<LuaScript> scripts,
            Consumer<Boolean> onState) {
        Context context = vertx.getOrCreateContext();
        Dialer dialer = new Dialer(vertx, connectTimeout);
        this.scripts = List.copyOf(scripts);
        this.servers = switch (config.mode()) {
            case STANDALONE -> new OneServer(vertx, context, dialer, Places.of(config, dialer), this::load, onState);
            case SENTINEL ->
                new OneServer(
                        vertx,
                        context,
                        dialer,
                        Places.of(config, dialer),
                        fresh -> Sentinels.refuseAReplica(fresh).compose(master -> load(fresh)),
                        onState);
            case CLUSTER -> new ClusterServers(vertx, context, dialer, config.nodes(), this::load, onState);
        };
    }

    /** Connects for the first time; on failure keeps trying in the background all the same. */
    public Future<Void> start() {
        return servers.start()
                .onFailure(cause ->
                        LOG.warn("redis not reachable, trying again cause={}", String.valueOf(cause.getMessage())));
    }

    /** Whether there is a server to ask; in a cluster any. */
    public boolean connected() {
        return servers.connected();
    }

    /** Whether the server that has this key can be asked. */
    public boolean connected(String key) {
        return servers.connected(key);
    }

    /**
     * Runs a script; one that Redis has forgotten (a restart, {@code SCRIPT FLUSH}) is sent again, unseen
     * by the asker. What one turn of the event loop asks goes out in one write.
     *
     * @param keys at least one; all on one server
     * @param arguments texts, numbers or buffers
     */
    public Future<ScriptReply> eval(LuaScript script, List<String> keys, List<Object> arguments) {
        String key = keys.getFirst();
        return servers.ask(key, request(Command.EVALSHA, script.sha(), keys, arguments))
                .recover(cause -> cause instanceof ErrorType error && error.is("NOSCRIPT")
                        ? servers.ask(key, request(Command.EVAL, script.source(), keys, arguments))
                        : Future.failedFuture(cause))
                .compose(RedisLane::answered);
    }

    /**
     * Sends one command; not one that waits in Redis, subscribes or begins a transaction.
     *
     * @param key whose server it goes to: the command's first key
     * @return empty where Redis answers nil
     */
    public Future<Optional<Response>> send(String key, Request request) {
        return servers.ask(key, request).map(Optional::ofNullable);
    }

    /** Sends one command that is about no key, such as {@code PUBLISH}, to any server. */
    public Future<Optional<Response>> send(Request request) {
        return servers.ask(request).map(Optional::ofNullable);
    }

    /** Gives every connection up because it no longer answers; new ones are made. */
    public void discard() {
        servers.discard();
    }

    public Future<Void> close() {
        servers.close();
        return Future.succeededFuture();
    }

    private Future<?> load(RedisConnection fresh) {
        return Future.all(scripts.stream()
                .map(script ->
                        fresh.send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.source())))
                .toList());
    }

    private static Request request(Command command, String script, List<String> keys, List<Object> arguments) {
        Request request = Request.cmd(command).arg(script).arg(keys.size());
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

    private static Future<ScriptReply> answered(@Nullable Response response) {
        return response == null
                ? Future.failedFuture("a script answered nothing")
                : Future.succeededFuture(new ScriptReply(response));
    }
}
