package dev.aigw.replay;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.bus.Bus;
import dev.aigw.config.LimitConfig;
import dev.aigw.config.ProviderConfig.Secret;
import dev.aigw.config.RedisConfig;
import dev.aigw.config.StoreConfig;
import dev.aigw.replay.Replays.Await;
import dev.aigw.replay.Replays.Awaited;
import dev.aigw.testing.TestRedis;
import dev.aigw.testing.TestRedisCluster;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplayVerticleIT {
    private static final long TENANT = 42;
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final TestRedis redis = TestRedis.start();
    private final UUID reservation = UUID.randomUUID();
    private final Participant one = new Participant(RedisConfig.standalone(new Secret(redis.url())), 3);

    @AfterEach
    void stop() {
        one.close();
        redis.stop();
    }

    @Test
    void givesAnAnswerThatIsThereAlready() throws Exception {
        answered(redis, "done");

        assertThat(one.waitFor(reservation, LONG).await(5, SECONDS)).isEqualTo(answer("done"));
    }

    @Test
    void givesAnAnswerAsSoonAsItIsTold() throws Exception {
        underWay(redis);
        Future<Awaited> waiting = one.waitFor(reservation, LONG);
        awaitLook(redis);

        answered(redis, "later");
        tell(redis);

        assertThat(waiting.await(5, SECONDS)).isEqualTo(answer("later"));
    }

    @Test
    void findsAnAnswerThatNobodyTold() throws Exception {
        underWay(redis);
        Future<Awaited> waiting = one.waitFor(reservation, LONG);
        awaitLook(redis);

        answered(redis, "silent");

        assertThat(waiting.await(5, SECONDS)).isEqualTo(answer("silent"));
    }

    @Test
    void givesUpWhenPatienceIsOver() throws Exception {
        underWay(redis);

        assertThat(one.waitFor(reservation, SHORT).await(5, SECONDS)).isEqualTo(new Awaited.TimedOut());
    }

    @Test
    void saysThatThereWillBeNoneWhenTheCallIsOverWithoutOne() throws Exception {
        underWay(redis);
        Future<Awaited> waiting = one.waitFor(reservation, LONG);
        awaitLook(redis);
        tell(redis);

        assertThat(waiting.await(2, SECONDS)).isEqualTo(new Awaited.Gone());
    }

    @Test
    void saysThatThereWillBeNoneWhenNobodyIsAtItAnyMore() throws Exception {
        assertThat(one.waitFor(reservation, LONG).await(15, SECONDS)).isEqualTo(new Awaited.Gone());
    }

    @Test
    void refusesMoreWaitersThanAreAllowedAndTakesNewOnesAfterwards() throws Exception {
        underWay(redis);
        List<Future<Awaited>> waiting = IntStream.range(0, 3)
                .mapToObj(i -> one.waitFor(reservation, LONG))
                .toList();

        Awaited refused = one.waitFor(reservation, LONG).await(1, SECONDS);
        answered(redis, "for all");
        tell(redis);
        for (Future<Awaited> each : waiting) {
            assertThat(each.await(5, SECONDS)).isEqualTo(answer("for all"));
        }

        assertThat(refused).isEqualTo(new Awaited.TimedOut());
        assertThat(one.waitFor(reservation, LONG).await(5, SECONDS)).isEqualTo(answer("for all"));
    }

    @Test
    void bringsLongBinaryAnswersWhole() throws Exception {
        redis.command(
                "EVAL",
                "redis.call('SET', KEYS[1], string.rep('\\0\\255\\r\\n', 4 * 1024 * 1024))",
                "1",
                Replays.key(TENANT, reservation));

        Awaited.Answer whole = (Awaited.Answer) one.waitFor(reservation, LONG).await(10, SECONDS);

        assertThat(whole.answer().length()).isEqualTo(16 * 1024 * 1024);
        assertThat(whole.answer().getBytes(16 * 1024 * 1024 - 4, 16 * 1024 * 1024))
                .containsExactly(0, 255, '\r', '\n');
    }

    @Test
    void tellsThoseWhoWaitInEveryProcess() throws Exception {
        underWay(redis);
        try (Participant other = new Participant(RedisConfig.standalone(new Secret(redis.url())), 3)) {
            Future<Awaited> here = one.waitFor(reservation, LONG);
            Future<Awaited> there = other.waitFor(reservation, LONG);
            awaitLook(redis);

            answered(redis, "both");
            tell(redis);

            assertThat(here.await(5, SECONDS)).isEqualTo(answer("both"));
            assertThat(there.await(5, SECONDS)).isEqualTo(answer("both"));
        }
    }

    @Test
    void keepsWaitingWhileRedisIsAway() throws Exception {
        underWay(redis);
        Future<Awaited> waiting = one.waitFor(reservation, LONG);
        awaitLook(redis);
        Future<Awaited> impatient = one.waitFor(reservation, SHORT);
        redis.stop();

        assertThat(impatient.await(5, SECONDS)).isEqualTo(new Awaited.TimedOut());
        redis.startAgain();
        underWay(redis);
        answered(redis, "after all");

        assertThat(waiting.await(15, SECONDS)).isEqualTo(answer("after all"));
    }

    @Test
    void waitsOverACluster() throws Exception {
        try (TestRedisCluster cluster = TestRedisCluster.start(3);
                Participant over = new Participant(cluster.config(), 3)) {
            TestRedis owner = cluster.masters().stream()
                    .filter(master -> has(master))
                    .findFirst()
                    .orElseThrow();
            underWay(owner);
            Future<Awaited> told = over.waitFor(reservation, LONG);
            awaitLook(owner);

            answered(owner, "clustered");
            tell(cluster.master(1));

            assertThat(told.await(5, SECONDS)).isEqualTo(answer("clustered"));
        }
    }

    /** Once it has looked for an answer in vain, it waits. */
    private void awaitLook(TestRedis where) {
        dev.aigw.testing.Await.until(
                "it has looked",
                () -> where.command("INFO", "commandstats").toString().contains("cmdstat_get:"));
    }

    private boolean has(TestRedis master) {
        try {
            master.command("EXISTS", Replays.key(TENANT, reservation));
            return true;
        } catch (UncheckedIOException moved) {
            return false;
        }
    }

    private void underWay(TestRedis where) {
        where.command("ZADD", Replays.openCalls(TENANT), "1", reservation.toString());
    }

    private void answered(TestRedis where, String text) {
        where.command("SET", Replays.key(TENANT, reservation), text);
    }

    private void tell(TestRedis where) {
        where.command("PUBLISH", Replays.CHANNEL, Replays.message(TENANT, reservation));
    }

    private static Awaited answer(String text) {
        return new Awaited.Answer(Buffer.buffer(text));
    }

    /** What one process has of this. */
    private static final class Participant implements AutoCloseable {
        private final Vertx vertx = Vertx.vertx();
        private final Bus bus = Bus.install(vertx);

        private Participant(RedisConfig redis, int maxWaiting) {
            LimitConfig limits =
                    new LimitConfig(Duration.ofMillis(50), Duration.ofMinutes(1), Duration.ofMinutes(1), 0, maxWaiting);
            StoreConfig stores =
                    new StoreConfig(new Secret(""), 1, redis, Duration.ofSeconds(5), new Secret(""), Optional.empty());
            await(vertx.deployVerticle(new ReplayVerticle(bus, limits, stores)));
        }

        private Future<Awaited> waitFor(UUID reservation, Duration patience) {
            Promise<Awaited> asked = Promise.promise();
            vertx.runOnContext(now -> bus.question(Replays.AWAIT, Duration.ofMinutes(1))
                    .ask(new Await(TENANT, reservation, patience))
                    .onComplete(asked));
            return asked.future();
        }

        @Override
        public void close() {
            await(vertx.close());
        }

        private static <T> T await(Future<T> future) {
            try {
                return future.await(10, SECONDS);
            } catch (TimeoutException e) {
                throw new AssertionError(e);
            }
        }
    }
}
