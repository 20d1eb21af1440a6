package dev.aigw.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.limit.RateLimits.Reservation;
import dev.aigw.limit.RateLimits.Reservation.Denied;
import dev.aigw.limit.RateLimits.Reservation.Granted;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.replay.Replays;
import dev.aigw.tenant.Limits;
import dev.aigw.tenant.Policy;
import dev.aigw.tenant.Tenant;
import dev.aigw.tenant.Tenants;
import dev.aigw.testing.Await;
import dev.aigw.testing.CapturedLog;
import dev.aigw.testing.TestRedis;
import dev.aigw.usage.Spending.Spent;
import dev.aigw.usage.UsageEvent;
import dev.aigw.usage.UsageFeed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of the reservations of a process that died, in a real Redis. */
@ExtendWith(VertxExtension.class)
class SweepVerticleIT {
    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final long TENANT = 1;

    private final TestRedis redis = TestRedis.start();
    private final Queue<UsageEvent> rows = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> processes = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean flushed = new AtomicBoolean(true);
    private final Limits budget = Requests.budget(1_000_000);
    private Vertx vertx;
    private LimiterStage stage;

    @BeforeEach
    void serveTenants(Vertx vertx) {
        this.vertx = vertx;
        stage = new LimiterStage(vertx, redis, Duration.ofSeconds(5), LEASE);
        stage.bus.listen(LocalLimits.PROCESSES, told -> processes.add(told.count()));
        List<Tenants.Entry> tenants = LongStream.rangeClosed(1, 130)
                .mapToObj(id -> new Tenants.Entry(tenant(id), List.of()))
                .toList();
        stage.bus.serve(Tenants.SNAPSHOT, asked -> Future.succeededFuture(new Tenants.Snapshot(tenants)));
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    @Test
    void writesOneRowForEachDeadReservationHoweverManySweep() {
        sweeper();
        sweeper();
        Requests some = Requests.of(TENANT, budget).withTokens(100).withCost(1_000);
        List<Reserve> dead = die(some, 230);
        Reserve other = die(Requests.of(130, budget), 1).getFirst();
        stage.ledger.set(new Spent(230_000, 230_000, 230_000)); // as the rows come to

        Await.until("nothing is held", () -> stage.size(TENANT, "HLEN", "held") == 0 && rows.size() >= 231);

        assertThat(rows)
                .extracting(UsageEvent::id)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(dead.stream(), Stream.of(other))
                        .map(reserve -> UsageEvent.id(reserve.id(), 1))
                        .toList());
        assertThat(rows).extracting(UsageEvent::status).containsOnly(UsageEvent.Status.UNKNOWN);
        UsageEvent row = rows.stream()
                .filter(one -> one.tenantId() == TENANT)
                .findFirst()
                .orElseThrow();
        assertThat(row.costNanos()).hasValue(1_000);
        assertThat(row.estimated()).isTrue();
        assertThat(row.tokens().input()).isEqualTo(50);
        assertThat(row.user()).contains("u1");
        assertThat(stage.field(TENANT, "all:money", "ts")).isEqualTo("230000");
        Await.until(
                "it is told once a round",
                () -> CapturedLog.ofThisJvm().text().contains("reservations of dead processes ended"));
    }

    @Test
    void leavesACallAloneWhoseProcessLives() {
        sweeper();
        stage.lane(1);
        Reserve alive = Requests.of(TENANT, budget).withCost(1_000).next();
        Granted granted = stage.granted(1, alive);
        die(Requests.of(TENANT, budget), 1);

        Await.until("the dead one is gone", () -> rows.size() == 1);
        long heldLongerThan = granted.atMillis() + 2 * LEASE.toMillis();
        Await.until(
                "the live one is held beyond two leases",
                () -> System.currentTimeMillis() > heldLongerThan && stage.size(TENANT, "HLEN", "held") == 1);
        stage.settle(1, Requests.end(alive, granted, 0, 300));

        stage.awaitField(TENANT, "all:money", "ts", 300);
        assertThat(rows).hasSize(1);
    }

    @Test
    void correctsMoneyToTheNanoWhenTheEndIsToldAfterTheExpiry() {
        sweeper();
        stage.lane(1);
        Reserve late = die(Requests.of(TENANT, budget).withCost(1_000), 1).getFirst();
        Await.until("it is expired", () -> stage.size(TENANT, "EXISTS", "lost:" + late.id()) == 1);
        assertThat(stage.field(TENANT, "all:money", "ts")).isEqualTo("1000");
        stage.ledger.set(new Spent(123, 123, 123));

        RateLimits.Settle end =
                new RateLimits.Settle(late, Instant.now(), 0, 123, false, new RateLimits.Fate.Forgotten());
        stage.settle(1, end);
        stage.awaitField(TENANT, "all:money", "ts", 123);
        stage.settle(1, end);
        stage.granted(1, Requests.of(TENANT, budget).withCost(7).next());

        stage.awaitField(TENANT, "all:money", "ts", 130);
        stage.awaitField(TENANT, "all:money", "ds", 130);
    }

    @Test
    void freesThePlacesOfADeadProcess() {
        sweeper();
        stage.lane(1);
        Requests some = Requests.of(TENANT, Requests.concurrent(2));
        die(some, 2);
        assertThat(stage.ask(1, some.next())).isInstanceOf(Denied.class);

        Await.until("a place is free", () -> stage.ask(1, some.next()) instanceof Granted);
    }

    @Test
    void wakesWhoWaitsForTheAnswerOfADeadProcess() {
        sweeper();
        stage.lane(1);
        Queue<String> woken = new ConcurrentLinkedQueue<>();
        RedisConnection ears =
                LimiterStage.await(Redis.createClient(vertx, redis.url()).connect());
        ears.handler(message -> woken.add(message.toString()));
        LimiterStage.await(
                ears.send(Request.cmd(Command.SUBSCRIBE).arg(Replays.CHANNEL)).mapEmpty());
        Requests some = Requests.of(TENANT, budget).withClaim("the-id", "body");
        Reserve dead = die(some, 1).getFirst();
        assertThat(stage.ask(1, some.next())).isEqualTo(new Reservation.Joined(dead.id()));

        Await.until(
                "who waits is told",
                () -> woken.stream().anyMatch(message -> message.contains(Replays.message(TENANT, dead.id()))));

        assertThat(stage.ask(1, some.next())).isInstanceOf(Granted.class);
    }

    @Test
    void correctsQuietMoneyFromTheLedgerOnce() {
        stage.lane(1);
        Reserve only = Requests.of(TENANT, budget).withCost(1_000).next();
        stage.settle(1, Requests.end(only, stage.granted(1, only), 0, 400));
        stage.awaitField(TENANT, "all:money", "ts", 400);
        stage.ledger.set(new Spent(550, 560, 570));

        sweeper();

        stage.awaitField(TENANT, "all:money", "ts", 570);
        assertThat(stage.field(TENANT, "all:money", "ds")).isEqualTo("550");
        assertThat(stage.field(TENANT, "all:money", "ms")).isEqualTo("560");
        Await.until("it is told", () -> CapturedLog.ofThisJvm().text().contains("day=150 month=160 total=170"));
    }

    @Test
    void doesNotCorrectMoneyThatACallIsChangingRightNow() {
        stage.lane(1);
        Reserve open = Requests.of(TENANT, budget).withCost(1_000).next();
        stage.granted(1, open);
        Reserve ended = Requests.of(2, budget).next();
        stage.settle(1, Requests.end(ended, stage.granted(1, ended), 0, 0));
        stage.ledger.set(new Spent(5, 5, 5));

        sweeper();

        stage.awaitField(2, "all:money", "ts", 5);
        assertThat(stage.field(TENANT, "all:money", "ts")).isEqualTo("1000");
    }

    @Test
    void settlesWhatADeadProcessHadWrittenDownBeforeItTold() {
        sweeper();
        Reserve untold = die(Requests.of(TENANT, budget).withCost(1_000), 1).getFirst();
        flushed.set(false); // so that nothing but the settlement corrects money

        stage.bus.publish(UsageFeed.RECOVERED, new UsageFeed.Settled(TENANT, untold.id(), 10, 321));
        stage.bus.publish(UsageFeed.RECOVERED, new UsageFeed.Settled(TENANT, untold.id(), 10, 321));

        stage.awaitField(TENANT, "all:money", "ts", 321);
        assertThat(stage.size(TENANT, "HLEN", "held")).isZero();
    }

    @Test
    void countsTheProcessesThatAreAlive() {
        String first = sweeper();
        Await.until("one", () -> processes.contains(1));
        sweeper();
        Await.until("two", () -> processes.contains(2));

        stage.undeploy(first);

        assertThat(alive()).isEqualTo(1);
    }

    @Test
    void waitsForAProcessThatRedisHasForgotten() {
        sweeper();
        hear("another");
        Await.until("both", () -> processes.contains(2));
        redis.command("DEL", "aigw:processes");

        Future<RollCall.Complete> complete =
                stage.bus.question(RollCall.COMPLETE, Await.SOON).ask(new RollCall.Ask());
        Await.until("this one is back", () -> alive() == 1);
        boolean early = complete.isComplete();
        hear("another");

        LimiterStage.await(complete);
        assertThat(early).isFalse();
        assertThat(alive()).isEqualTo(2);
    }

    @Test
    void staysAwayWhileTheLedgerLagsBehind() {
        flushed.set(false);
        sweeper();
        Await.until("it counts itself", () -> processes.contains(1));
        long before = alive();
        flushed.set(true);

        Await.until("it joins", () -> alive() == 1);
        assertThat(before).isZero();
    }

    /** Another process says that it is there. */
    private void hear(String process) {
        redis.command("ZADD", "aigw:processes", String.valueOf(System.currentTimeMillis()), process);
    }

    private long alive() {
        return (Long) redis.command("ZCOUNT", "aigw:processes", "(0", "+inf");
    }

    @Test
    void leavesTheLockToTheNextWhenItStops() {
        String first = sweeper();
        Await.until("it has the lock", () -> (Long) redis.command("EXISTS", "aigw:sweeper") == 1);

        stage.undeploy(first);
        assertThat(redis.command("EXISTS", "aigw:sweeper")).isEqualTo(0L);
        sweeper();
        die(Requests.of(TENANT, budget), 1);

        Await.until("the next one sweeps", () -> rows.size() == 1);
    }

    private String sweeper() {
        return stage.deploy(new SweepVerticle(
                stage.bus, stage.limits(), stage.stores(), rows::add, () -> Future.succeededFuture(flushed.get())));
    }

    /** Reservations that nobody holds any more. */
    private List<Reserve> die(Requests some, int count) {
        String lane = stage.lane(9);
        List<Reserve> dead = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Reserve reserve = some.next();
            stage.granted(9, reserve);
            dead.add(reserve);
        }
        stage.undeploy(lane);
        return dead;
    }

    private Tenant tenant(long id) {
        return new Tenant(
                id,
                "site-" + id,
                "Site",
                true,
                new Tenant.Secret("unused"),
                Optional.empty(),
                budget,
                List.of(),
                Policy.DEFAULT,
                List.of(),
                List.of(),
                Duration.ofHours(1),
                1);
    }
}
