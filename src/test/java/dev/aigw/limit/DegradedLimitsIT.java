package dev.aigw.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.error.GatewayError.Limit;
import dev.aigw.health.Health;
import dev.aigw.limit.RateLimits.Reservation;
import dev.aigw.limit.RateLimits.Reservation.Denied;
import dev.aigw.limit.RateLimits.Reservation.Granted;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.RateLimits.Settle;
import dev.aigw.tenant.Limits;
import dev.aigw.tenant.SubLimit;
import dev.aigw.tenant.Tenant;
import dev.aigw.testing.Await;
import dev.aigw.testing.CapturedLog;
import dev.aigw.testing.TestRedis;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a process does by itself while a real Redis hangs, and what Redis knows of it afterwards. */
@ExtendWith(VertxExtension.class)
class DegradedLimitsIT {
    private static final Duration BOUND = Duration.ofMillis(50);
    /** For a busy machine; without the bound it would be seconds. */
    private static final Duration MARGIN = Duration.ofMillis(700);

    private static final AtomicLong TENANTS = new AtomicLong(1_000);

    private final TestRedis redis = TestRedis.start();
    private final long tenant = TENANTS.incrementAndGet();
    private final Counter served = new SimpleMeterRegistry().counter("served");
    private final AtomicBoolean connected = new AtomicBoolean(true);
    private LimiterStage stage;

    @BeforeEach
    void deploy(Vertx vertx) {
        stage = new LimiterStage(vertx, redis, BOUND, Duration.ofSeconds(60));
        stage.bus.listen(Health.REPORT, report -> connected.set(report.up()));
        stage.deploy(new LocalLimitsVerticle(stage.bus, stage.limits(), Clock.systemUTC(), served));
        stage.lane(0);
        CapturedLog.ofThisJvm().clear();
    }

    @AfterEach
    void stop() {
        redis.thaw();
        redis.close();
    }

    @Test
    void holdsNoRequestLongerThanItsBoundAndSaysThatItIsAlone() {
        Requests some = Requests.of(tenant, Limits.requests(1_000, 1_000));
        stage.granted(0, some.next());
        redis.freeze();

        for (int i = 0; i < 20; i++) {
            long before = System.nanoTime();
            Granted granted = stage.granted(0, some.next());

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(BOUND.plus(MARGIN));
            assertThat(granted.degraded()).isTrue();
        }
        assertThat(served.count()).isEqualTo(20);
        assertThat(CapturedLog.ofThisJvm()
                        .text()
                        .lines()
                        .filter(line -> line.startsWith("WARN") && line.contains("redis does not answer")))
                .hasSize(1);
    }

    @Test
    void refusesForATenantThatWantsIt() {
        Requests some = Requests.of(tenant, Limits.requests(1_000, 1_000)).refusing();
        redis.freeze();

        assertThat(stage.ask(0, some.next())).isInstanceOf(Reservation.Unavailable.class);
    }

    @Test
    void keepsItsShareOfTheMinute() {
        Requests some = Requests.of(tenant, Limits.requests(10, 1_000));
        stage.bus.publish(LocalLimits.PROCESSES, new LocalLimits.Processes(3));
        redis.freeze();

        long granted = 0;
        for (int i = 0; i < 8; i++) {
            granted += stage.ask(0, some.next()) instanceof Granted ? 1 : 0;
        }

        assertThat(granted).isEqualTo(3);
        assertThat(((Denied) stage.ask(0, some.next())).limit()).isEqualTo(Limit.REQUESTS_PER_MINUTE);
    }

    /** A user whose money is counted from nothing, and who was not seen before. */
    @Test
    void countsTheMoneyOfAUserWhoseFirstCallRedisNeverSaw() {
        Limits daily = new Limits(
                OptionalLong.empty(),
                OptionalLong.of(5),
                OptionalLong.empty(),
                OptionalLong.empty(),
                new Tenant.Budget(OptionalLong.of(1_000), OptionalLong.empty(), OptionalLong.empty()));
        Requests tenants = Requests.of(tenant, Requests.budget(1_000_000)).withCost(10);
        Requests users = tenants.and(SubLimit.By.USER, "u1", daily).withCost(400);
        String user = "user:" + Keys.hash("u1");
        stage.granted(0, tenants.next());
        redis.freeze();
        while (connected.get()) {
            stage.ask(
                    0, Requests.of(tenant + 500, Limits.requests(1_000, 1_000)).next());
        }
        settle(List.of(serve(users)), 300);
        redis.thaw();

        stage.awaitField(tenant, user + ":money", "ds", 300);
        stage.awaitField(tenant, user + ":requests", "dn", 1);
        stage.awaitField(tenant, "all:money", "ts", 310);
        assertThat(stage.size(tenant, "TTL", user + ":money")).isPositive();
        assertThat(stage.ask(0, users.next())).isInstanceOf(Granted.class);
        assertThat(((Denied) stage.ask(0, users.next())).limit()).isEqualTo(Limit.BUDGET_DAY);
    }

    /** Redis may get to what was asked of it in vain, or never hear of it; each call counts once either way. */
    @Test
    void countsOnceInRedisWhatWasServedWithoutIt() {
        Requests some = Requests.of(tenant, Requests.budget(1_000_000)).withCost(1_000);
        settle(List.of(serve(some)), 700);
        stage.awaitField(tenant, "all:money", "ts", 700);
        redis.freeze();
        List<Served> asked = new ArrayList<>();
        while (connected.get()) {
            asked.add(serve(some));
        }
        List<Served> unasked = List.of(serve(some), serve(some), serve(some), serve(some));
        settle(asked.subList(0, asked.size() / 2), 600);
        settle(unasked.subList(0, 2), 500);

        redis.thaw();
        Await.until("redis is back", connected::get);
        settle(asked.subList(asked.size() / 2, asked.size()), 600);
        settle(unasked.subList(2, 4), 500);

        stage.awaitField(tenant, "all:money", "ts", 700 + 600L * asked.size() + 4 * 500);
        stage.awaitField(tenant, "all:money", "ds", 700 + 600L * asked.size() + 4 * 500);
        stage.awaitField(tenant, "all:requests", "dn", 1 + asked.size() + 4);
        stage.awaitField(tenant, "all:requests", "n", 1 + asked.size() + 4);
        Await.until("nothing is held", () -> stage.size(tenant, "HLEN", "held") == 0);
        assertThat(asked).isNotEmpty();
    }

    @Test
    void letsNoMoreThroughInTheMinuteThatBeganWithoutRedis() {
        Requests some = Requests.of(tenant, Limits.requests(10, 1_000));
        for (int i = 0; i < 4; i++) {
            stage.granted(0, some.next());
        }
        redis.freeze();
        Requests others = Requests.of(tenant + 500, Limits.requests(1_000, 1_000));
        while (connected.get()) {
            stage.ask(0, others.next());
        }
        settle(List.of(serve(some), serve(some), serve(some)), 0);
        redis.thaw();
        Await.until("redis is back", connected::get);
        stage.awaitField(tenant, "all:requests", "n", 7);

        long granted = 0;
        for (int i = 0; i < 8; i++) {
            granted += stage.ask(0, some.next()) instanceof Granted ? 1 : 0;
        }

        assertThat(granted).isEqualTo(3);
    }

    @Test
    void spendsOnlyWhatWasKnownToBeLeft() {
        Requests known = Requests.of(tenant, Requests.budget(10_000)).withCost(1_000);
        Requests unknown = Requests.of(tenant + 500, Requests.budget(10_000)).withCost(1_000);
        for (int i = 0; i < 7; i++) {
            stage.granted(0, known.next());
        }
        redis.freeze();

        long granted = 0;
        for (int i = 0; i < 6; i++) {
            granted += stage.ask(0, known.next()) instanceof Granted ? 1 : 0;
        }

        assertThat(granted).isEqualTo(3);
        assertThat(stage.ask(0, unknown.next())).isInstanceOf(Reservation.Unavailable.class);
    }

    @Test
    void servesARequestIdOnceAndRemembersItWhenRedisIsBack() {
        Requests some = Requests.of(tenant, Limits.requests(1_000, 1_000)).withClaim("the-id", "body");
        redis.freeze();
        Served first = serve(some);

        Reservation second = stage.ask(0, some.next());
        redis.thaw();
        Await.until("redis got to the first", () -> stage.size(tenant, "HLEN", "held") == 1);
        Reservation third = stage.ask(0, some.next());

        assertThat(first.granted().degraded()).isTrue();
        assertThat(second).isInstanceOf(Reservation.NotKept.class);
        assertThat(third).isEqualTo(new Reservation.Joined(first.reserve().id()));
    }

    @Test
    void givesBackWhatRedisGrantedTooLate() {
        Requests some = Requests.of(tenant, Requests.budget(10_000)).withCost(1_000);
        stage.granted(0, some.next());
        redis.freeze();
        Reservation refused = stage.ask(0, some.refusing().next());

        redis.thaw();

        assertThat(refused).isInstanceOf(Reservation.Unavailable.class);
        stage.awaitField(tenant, "all:money", "v", 4); // seeded, charged, charged, given back
        assertThat(stage.field(tenant, "all:money", "ts")).isEqualTo("1000");
        assertThat(stage.size(tenant, "HLEN", "held")).isEqualTo(1);
    }

    private Served serve(Requests some) {
        Reserve reserve = some.next();
        return new Served(reserve, stage.granted(0, reserve));
    }

    private void settle(List<Served> calls, long costNanos) {
        for (Served call : calls) {
            Settle end = Requests.end(call.reserve(), call.granted(), 0, costNanos);
            stage.settle(0, end);
        }
    }

    private record Served(Reserve reserve, Granted granted) {}
}
