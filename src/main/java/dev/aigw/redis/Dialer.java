package dev.aigw.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens single connections to servers of Redis, each within its time. */
final class Dialer {
    private static final int MAX_IN_FLIGHT = 100_000;

    private final Vertx vertx;
    private final Duration timeout;

    Dialer(Vertx vertx, Duration timeout) {
        this.vertx = vertx;
        this.timeout = timeout;
    }

    Future<Line> dial(String url) {
        Redis client = Redis.createClient(vertx, options(url));
        return bounded(client.connect())
                .map(connection -> new Line(url, client, connection))
                .onFailure(cause -> client.close());
    }

    /** Asks something on a connection that is made for it. */
    <T extends @Nullable Object> Future<T> once(String url, Function<RedisConnection, Future<T>> question) {
        return dial(url)
                .compose(line -> bounded(question.apply(line.connection())).eventually(() -> {
                    line.hangUp();
                    return Future.succeededFuture();
                }));
    }

    <T extends @Nullable Object> Future<T> bounded(Future<T> answer) {
        return answer.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private RedisOptions options(String url) {
        return new RedisOptions()
                .setConnectionString(url)
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(4)
                .setMaxWaitingHandlers(MAX_IN_FLIGHT)
                .setNetClientOptions(new NetClientOptions()
                        .setSsl(url.startsWith("rediss:"))
                        .setHostnameVerificationAlgorithm("HTTPS")
                        .setTcpNoDelay(true)
                        .setTcpKeepAlive(true)
                        .setConnectTimeout((int) timeout.toMillis()));
    }

    /**
     * An open connection with a client of its own, because a pooled connection that is closed goes back to its pool, stuck
     * or not.
     */
    record Line(String url, Redis client, RedisConnection connection) {
        /** Whoever waits for an answer on it is told that it broke. */
        void hangUp() {
            client.close();
        }
    }
}
