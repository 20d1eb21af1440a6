package dev.aigw.testing;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.aigw.config.RedisConfig;
import dev.aigw.redis.LuaScript;
import dev.aigw.redis.RedisLane;
import dev.aigw.redis.ScriptReply;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/** A lane's connection to Redis on an event loop of its own, to be used from a test's thread. */
public final class TestLane implements AutoCloseable {
    private final Context context;
    private final RedisLane lane;
    private volatile boolean up;

    private TestLane(Vertx vertx, RedisConfig config, List<LuaScript> scripts) {
        this.context = vertx.getOrCreateContext();
        this.lane = on(() -> Future.succeededFuture(
                new RedisLane(vertx, config, Duration.ofSeconds(2), scripts, state -> up = state)));
    }

    public static TestLane open(Vertx vertx, RedisConfig config, LuaScript... scripts) {
        TestLane opened = new TestLane(vertx, config, List.of(scripts));
        opened.ask(RedisLane::start);
        return opened;
    }

    /** What the lane says of itself. */
    public boolean up() {
        return up;
    }

    public ScriptReply eval(LuaScript script, String key, Object... arguments) {
        return ask(redis -> redis.eval(script, List.of(key), List.of(arguments)));
    }

    /** Whether it worked. */
    public boolean tries(LuaScript script, String key, Object... arguments) {
        return on(() -> lane.eval(script, List.of(key), List.of(arguments))
                .timeout(2, SECONDS)
                .transform(done -> Future.succeededFuture(done.succeeded())));
    }

    /** Does something on the lane's event loop and waits for what comes of it. */
    public <T> T ask(Function<RedisLane, Future<T>> question) {
        return on(() -> question.apply(lane));
    }

    @Override
    public void close() {
        ask(RedisLane::close);
    }

    private <T> T on(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(now -> {
            try {
                action.get().onComplete(promise);
            } catch (RuntimeException e) {
                promise.tryFail(e);
            }
        });
        try {
            return promise.future().await(Await.SOON.toSeconds(), SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }
}
