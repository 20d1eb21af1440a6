package dev.aigw.cli;

import dev.aigw.config.RedisConfig;
import dev.aigw.config.StoreConfig;
import dev.aigw.postgres.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks PostgreSQL and Redis whether they are there, and says in one sentence each why not. */
final class StoreProbe implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreProbe.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Duration timeout;
    private final RedisConfig.Mode redisMode;
    private final URI redisPlace;
    private final Postgres postgres;
    private final Redis redis;

    private StoreProbe(Duration timeout, RedisConfig.Mode redisMode, URI redisPlace, Postgres postgres, Redis redis) {
        this.timeout = timeout;
        this.redisMode = redisMode;
        this.redisPlace = redisPlace;
        this.postgres = postgres;
        this.redis = redis;
    }

    static StoreProbe open(Vertx vertx, StoreConfig stores) {
        RedisConfig redis = stores.redis();
        RedisOptions options = new RedisOptions()
                .setType(type(redis.mode()))
                .setEndpoints(redis.nodes())
                .setMasterName(redis.sentinelMaster())
                .setMaxPoolSize(1)
                .setNetClientOptions(new NetClientOptions()
                        .setSsl(redis.nodes().getFirst().startsWith("rediss:"))
                        .setHostnameVerificationAlgorithm("HTTPS")
                        .setConnectTimeout(
                                Math.toIntExact(stores.connectTimeout().toMillis())));
        return new StoreProbe(
                stores.connectTimeout(),
                redis.mode(),
                URI.create(redis.nodes().getFirst()),
                Postgres.open(vertx, stores.postgresUrl().value(), 1, stores.connectTimeout()),
                Redis.createClient(vertx, options));
    }

    /** Waits for both, because all of a machine may be starting at once; gives up after the patience with a list. */
    void await(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        List<String> missing = missing();
        while (!missing.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new CommandFailed(
                        ExitCode.UNAVAILABLE,
                        String.join("\naigw: ", missing) + "\nGave up after " + patience.toSeconds()
                                + " s (stores.start-timeout). `aigw doctor` looks closer.");
            }
            LOG.warn("waiting for stores missing={}", missing);
            Thread.sleep(PAUSE.toMillis());
            missing = missing();
        }
    }

    private List<String> missing() {
        List<String> missing = new ArrayList<>();
        postgresTrouble().ifPresent(missing::add);
        redisTrouble().ifPresent(missing::add);
        return missing;
    }

    Postgres postgres() {
        return postgres;
    }

    RedisConfig.Mode redisMode() {
        return redisMode;
    }

    /** Why PostgreSQL cannot be used; empty when it answers. */
    Optional<String> postgresTrouble() {
        return trouble(postgres.ping()).map(postgres::reason);
    }

    /** Why Redis cannot be used; empty when it answers. */
    Optional<String> redisTrouble() {
        return trouble(redis(Request.cmd(Command.PING))).map(this::redisReason);
    }

    /** Asks Redis something. */
    Future<String> redis(Request request) {
        return redis.send(request).map(String::valueOf);
    }

    String redisReason(Throwable cause) {
        String place = redisPlace.getHost() + ":" + (redisPlace.getPort() < 0 ? 6379 : redisPlace.getPort());
        return switch (cause) {
            case UnknownHostException unknown ->
                "the host " + redisPlace.getHost() + " has no address; is it spelled right?";
            case ConnectException closed -> "nothing answers at " + place + "; is Redis running there?";
            case TimeoutException late -> "Redis at " + place + " did not answer in time";
            default -> "Redis at " + place + " failed: " + cause.getMessage();
        };
    }

    private static RedisClientType type(RedisConfig.Mode mode) {
        return switch (mode) {
            case STANDALONE -> RedisClientType.STANDALONE;
            case CLUSTER -> RedisClientType.CLUSTER;
            case SENTINEL -> RedisClientType.SENTINEL;
        };
    }

    private Optional<Throwable> trouble(Future<?> answer) {
        try {
            // Connecting and answering, each within the time.
            Lifetime.await(answer, timeout.multipliedBy(2));
            return Optional.empty();
        } catch (Exception e) {
            return Optional.of(e);
        }
    }

    @Override
    public void close() {
        redis.close();
        try {
            postgres.close().await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            LOG.debug("postgres probe not closed in time");
        }
    }
}
