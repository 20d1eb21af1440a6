package dev.aigw.limit;

import dev.aigw.bus.Bus;
import dev.aigw.bus.Bus.Question;
import dev.aigw.config.LimitConfig;
import dev.aigw.config.ProviderConfig.Secret;
import dev.aigw.config.RedisConfig;
import dev.aigw.config.StoreConfig;
import dev.aigw.limit.RateLimits.Reservation;
import dev.aigw.limit.RateLimits.Reservation.Granted;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.RateLimits.Settle;
import dev.aigw.testing.Await;
import dev.aigw.testing.TestRedis;
import dev.aigw.usage.Spending;
import dev.aigw.usage.Spending.Spent;
import dev.aigw.usage.UsageFeed;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** The limiter without the rest of a gateway: lanes on a real Redis, and a ledger that says what the test wants. */
final class LimiterStage {
    final Bus bus;
    final AtomicReference<Spent> ledger = new AtomicReference<>(new Spent(0, 0, 0));
    private final Vertx vertx;
    private final TestRedis redis;
    private final LimitConfig limits;

    LimiterStage(Vertx vertx, TestRedis redis, Duration timeout, Duration lease) {
        this.vertx = vertx;
        this.redis = redis;
        this.bus = Bus.install(vertx);
        this.limits = new LimitConfig(timeout, lease, Duration.ofSeconds(60), 1_000, 100);
        bus.serve(Spending.ASK, ask -> Future.succeededFuture(ledger.get()));
        bus.serve(UsageFeed.FLUSHED, asked -> Future.succeededFuture(new UsageFeed.Flushed(true)));
    }

    LimitConfig limits() {
        return limits;
    }

    StoreConfig stores() {
        return new StoreConfig(
                new Secret("unused"), 1, redis(), Duration.ofSeconds(5), new Secret("unused"), Optional.empty());
    }

    private RedisConfig redis() {
        return RedisConfig.standalone(new Secret(redis.url()));
    }

    String lane(int lane) {
        bus.serve(RollCall.COMPLETE, ask -> Future.succeededFuture(new RollCall.Complete()));
        return deploy(new RateLimitVerticle(bus, lane, limits, stores()));
    }

    String deploy(Deployable verticle) {
        return await(vertx.deployVerticle(verticle));
    }

    /** Undeployed, a lane leaves its reservations behind, as a process does that dies. */
    void undeploy(String deployed) {
        await(vertx.undeploy(deployed));
    }

    Reservation ask(int lane, Reserve reserve) {
        Question<Reserve, Reservation> question = bus.question(RateLimits.RESERVE.lane(lane), Duration.ofSeconds(10));
        return await(question.ask(reserve));
    }

    Granted granted(int lane, Reserve reserve) {
        return (Granted) ask(lane, reserve);
    }

    void settle(int lane, Settle settle) {
        bus.send(RateLimits.SETTLE.lane(lane), settle);
    }

    /** A field of a hash of the tenant; empty when it is not there. */
    String field(long tenantId, String key, String field) {
        return redis.command("HGET", "aigw:{" + tenantId + "}:" + key, field).toString();
    }

    long size(long tenantId, String command, String key) {
        return (Long) redis.command(command, "aigw:{" + tenantId + "}:" + key);
    }

    void awaitField(long tenantId, String key, String field, long value) {
        Await.value(
                key + " " + field + " is " + value,
                Await.SOON,
                () -> field(tenantId, key, field),
                seen -> seen.equals(Long.toString(value)));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }
}
