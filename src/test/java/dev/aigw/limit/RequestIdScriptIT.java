package dev.aigw.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.limit.RateLimits.Claim;
import dev.aigw.limit.RateLimits.Fate;
import dev.aigw.limit.RateLimits.Reservation;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.Scripts.Admission;
import dev.aigw.replay.Replays;
import dev.aigw.tenant.Limits;
import dev.aigw.testing.Await;
import dev.aigw.testing.RedisWire;
import dev.aigw.testing.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the scripts do with a caller's request id: who joins whom, what is kept, and who is told. */
class RequestIdScriptIT {
    private static final Duration KEEP = Duration.ofSeconds(60);
    /** Longer than answers are kept and than two leases. */
    private static final Duration ONCE = Duration.ofMinutes(10);
    /** An id that Redis publishes last, so that a test knows that nothing came before it. */
    private static final String END = "end";

    private final long tenantId = Asked.tenantId();
    private final RedisWire redis = new RedisWire(TestRedis.shared().url());
    private final RedisWire heard = new RedisWire(TestRedis.shared().url());
    private LaneScripts lanes;

    @BeforeEach
    void connect() {
        lanes = new LaneScripts(TestRedis.shared().url(), 1, Duration.ofSeconds(60), KEEP);
        heard.command("SUBSCRIBE", Replays.CHANNEL);
    }

    @AfterEach
    void close() {
        lanes.close();
        redis.close();
        heard.close();
    }

    @ParameterizedTest
    @MethodSource("dev.aigw.limit.KeysTest#names")
    void joinsTheSameRequestAndKnowsAnotherBody(String requestId) {
        Reserve first = ask(requestId, "body");

        assertThat(admit(first)).isInstanceOf(Reservation.Granted.class);
        assertThat(admit(ask(requestId, "body"))).isEqualTo(new Reservation.Joined(first.id()));
        assertThat(admit(ask(requestId, "other body"))).isEqualTo(new Reservation.Reused());
        assertThat(admit(ask(requestId + "!", "other body"))).isInstanceOf(Reservation.Granted.class);
    }

    @Test
    void keepsEveryByteOfAnAnswerAndTellsWhoWaits() {
        Reserve first = ask("kept", "body");
        admit(first);
        admit(ask("kept", "body"));
        Buffer answer = Buffer.buffer(64 << 10);
        for (int i = 0; i < 64 << 10; i++) {
            answer.appendByte((byte) i);
        }

        assertThat(settle(first, new Fate.Kept(answer))).isTrue();

        assertThat(messages()).containsExactly(Replays.message(tenantId, first.id()));
        assertThat(kept(first)).isEqualTo(Optional.of(answer));
        assertThat(admit(ask("kept", "body"))).isEqualTo(new Reservation.Joined(first.id()));
        assertThat(admit(ask("kept", "other"))).isEqualTo(new Reservation.Reused());
        assertThat(millis(Keys.of(first).claimed())).isBetween(1L, KEEP.toMillis());
        assertThat(millis(Replays.key(tenantId, first.id())))
                .as("whoever was told of it finds it")
                .isGreaterThan(millis(Keys.of(first).claimed()));
    }

    @Test
    void tellsNobodyWhereNobodyWaits() {
        Reserve first = ask("alone", "body");
        admit(first);

        settle(first, new Fate.Kept(Buffer.buffer("answer")));

        assertThat(messages()).isEmpty();
    }

    @Test
    void sharesAnAnswerOnlyWithThoseWhoWait() {
        Reserve first = ask("shared", "body");
        admit(first);
        admit(ask("shared", "body"));
        Reserve alone = ask("nobody waits", "body");
        admit(alone);

        settle(first, new Fate.Shared(Buffer.buffer("answer")));
        settle(alone, new Fate.Shared(Buffer.buffer("answer")));

        assertThat(messages()).containsExactly(Replays.message(tenantId, first.id()));
        assertThat(kept(first)).isEqualTo(Optional.of(Buffer.buffer("answer")));
        assertThat(kept(alone)).isEmpty();
        assertThat(admit(ask("shared", "body"))).isInstanceOf(Reservation.Granted.class);
        assertThat(admit(ask("nobody waits", "other body"))).isInstanceOf(Reservation.Granted.class);
    }

    @Test
    void remembersThatAnAnswerWasTooLong() {
        Reserve first = ask("long", "body");
        admit(first);
        admit(ask("long", "body"));

        settle(first, new Fate.TooLong());

        assertThat(messages()).containsExactly(Replays.message(tenantId, first.id()));
        assertThat(kept(first)).isEmpty();
        assertThat(admit(ask("long", "body"))).isEqualTo(new Reservation.NotKept());
        assertThat(admit(ask("long", "other"))).isEqualTo(new Reservation.Reused());
    }

    @Test
    void doesNotJoinACallWhoseProcessDied() {
        Reserve first = ask("dead", "body");
        Reserve once = once("dead, for one call");
        admit(first);
        admit(once);
        Reserve second = ask("dead", "body");

        endLease(first, Duration.ofSeconds(1));
        assertThat(admit(ask("dead", "body"))).as("it may only be late").isEqualTo(new Reservation.Joined(first.id()));
        endLease(first, Duration.ofSeconds(3));
        endLease(once, Duration.ofSeconds(3));

        assertThat(admit(ask("dead", "other body"))).isEqualTo(new Reservation.Reused());
        assertThat(admit(second)).isInstanceOf(Reservation.Granted.class);
        assertThat(admit(ask("dead", "body"))).isEqualTo(new Reservation.Joined(second.id()));
        assertThat(admit(once("dead, for one call")))
                .as("it may have cost something")
                .isEqualTo(new Reservation.NotKept());
    }

    private void endLease(Reserve reserve, Duration ago) {
        redis.command(
                "ZADD",
                Keys.of(reserve).open(),
                String.valueOf(System.currentTimeMillis() - ago.toMillis()),
                reserve.id().toString());
    }

    @Test
    void forgetsAFailureAndLetsTheNextTry() {
        Reserve first = ask("failed", "body");
        admit(first);
        admit(ask("failed", "body"));

        settle(first, new Fate.Forgotten());

        Reserve second = ask("failed", "body");
        assertThat(messages()).containsExactly(Replays.message(tenantId, first.id()));
        assertThat(admit(second)).isInstanceOf(Reservation.Granted.class);
        assertThat(settle(first, new Fate.Kept(Buffer.buffer("too late")))).isFalse();
        assertThat(admit(ask("failed", "body"))).isEqualTo(new Reservation.Joined(second.id()));
    }

    @Test
    void remembersTheCallOfATokenForOneUntilThatIsOver() {
        Reserve first = once("once kept");
        admit(first);
        assertThat(millis(Keys.of(first).claimed())).isGreaterThan(ONCE.toMillis());
        lanes.await(scripts -> scripts.renew(first.id(), Keys.of(first), ""));
        assertThat(millis(Keys.of(first).claimed()))
                .as("a lease that is renewed does not shorten it")
                .isGreaterThan(ONCE.toMillis());

        settle(first, new Fate.Kept(Buffer.buffer("answer")));

        assertThat(millis(Keys.of(first).claimed())).isGreaterThan(ONCE.toMillis());
        assertThat(millis(Replays.key(tenantId, first.id())))
                .isGreaterThan(millis(Keys.of(first).claimed()));
    }

    @Test
    void keepsTheClaimOfATokenForOneCallThatFailedAndCostSomething() {
        for (Fate fate : List.of(new Fate.Forgotten(), new Fate.Shared(Buffer.buffer("broken")))) {
            Reserve first = once("once " + fate.getClass().getSimpleName());
            admit(first);

            lanes.await(scripts -> scripts.settle(first.id(), Keys.of(first), 3, 5, fate, Scripts.Served.BY_REDIS));

            assertThat(admit(once(first.claim().orElseThrow().requestId()))).isEqualTo(new Reservation.NotKept());
            assertThat(millis(Keys.of(first).claimed())).isGreaterThan(ONCE.toMillis());
        }
    }

    @Test
    void letsATokenForOneCallTryAgainWhenTheFirstCostNothing() {
        Reserve first = once("once again");
        admit(first);

        settle(first, new Fate.Forgotten());

        assertThat(admit(once("once again"))).isInstanceOf(Reservation.Granted.class);
    }

    @Test
    void keepsTheClaimOfATokenForOneCallWhoseProcessDied() {
        try (LaneScripts dying = new LaneScripts(TestRedis.shared().url(), 1, Duration.ofMillis(1), KEEP)) {
            Reserve dead = once("once dead");
            dying.await(scripts -> scripts.admit(dead, Keys.of(dead)));
            Await.until("it expired", () -> !expired().isEmpty());

            lanes.await(scripts -> scripts.expire(dead.id(), Keys.of(dead)));

            assertThat(admit(once("once dead"))).isEqualTo(new Reservation.NotKept());
        }
    }

    @Test
    void countsAJoinedRequestNowhere() {
        Reserve first = ask("one", "body", Limits.requests(1, 1));
        admit(first);

        assertThat(admit(ask("one", "body", Limits.requests(1, 1)))).isInstanceOf(Reservation.Joined.class);
        assertThat(admit(ask("two", "body", Limits.requests(1, 1)))).isInstanceOf(Reservation.Denied.class);
        assertThat(redis.command("EXISTS", Keys.of(ask("two", "body")).claimed()))
                .as("a denied request claims nothing")
                .isEqualTo(0L);
    }

    /** The process died: its claim ends with its lease, which here is over at once, and the sweeper tells who waited. */
    @Test
    void tellsWhoWaitsThatACallExpired() {
        try (LaneScripts dying = new LaneScripts(TestRedis.shared().url(), 1, Duration.ofMillis(1), KEEP)) {
            Reserve dead = ask("dead", "body");
            dying.await(scripts -> scripts.admit(dead, Keys.of(dead)));
            Await.until("the lease is over", () -> millis(Keys.of(dead).claimed()) < 0);
            Reserve next = ask("dead", "body");
            Reservation anew = admit(next);

            List<HeldReservation> expired = lanes.await(scripts -> scripts.expired(tenantId, 10));
            boolean taken = lanes.await(
                    scripts -> scripts.expire(dead.id(), expired.getFirst().keys()));
            boolean again = lanes.await(scripts -> scripts.expire(dead.id(), Keys.of(dead)));
            boolean alive = lanes.await(scripts -> scripts.expire(next.id(), Keys.of(next)));

            assertThat(anew).isInstanceOf(Reservation.Granted.class);
            assertThat(expired).hasSize(1);
            assertThat(expired.getFirst().id()).isEqualTo(dead.id());
            assertThat(expired.getFirst().keys()).isEqualTo(Keys.of(dead));
            assertThat(expired.getFirst().call()).isEqualTo(dead.call());
            assertThat(List.of(taken, again, alive)).containsExactly(true, false, false);
            assertThat(messages()).containsExactly(Replays.message(tenantId, dead.id()));
            assertThat(admit(ask("dead", "body"))).isEqualTo(new Reservation.Joined(next.id()));
        }
    }

    @Test
    void tellsTheSweeperOfTheLastAttempt() {
        Reserve call = ask("retried", "body");
        try (LaneScripts dying = new LaneScripts(TestRedis.shared().url(), 1, Duration.ofMillis(1), KEEP)) {
            dying.await(scripts -> scripts.admit(call, Keys.of(call)));
            String sketch = HeldReservation.sketch(Keys.of(call), Asked.sketch("request|", "second|model"));
            boolean renewed = dying.await(scripts -> scripts.renew(call.id(), Keys.of(call), sketch));
            assertThat(renewed).isTrue();
            Await.until("it expired", () -> !expired().isEmpty());
        }

        assertThat(expired().getFirst().call()).isEqualTo(Asked.sketch("request|", "second|model"));
        boolean nobodys = lanes.await(scripts -> scripts.renew(Asked.id(), Keys.of(call), ""));
        assertThat(nobodys).isFalse();
    }

    private List<HeldReservation> expired() {
        return lanes.await(scripts -> scripts.expired(tenantId, 10));
    }

    private Reserve once(String requestId) {
        Claim claim = new Claim(requestId, "body", OptionalLong.of(System.currentTimeMillis() + ONCE.toMillis()));
        return Asked.of(tenantId, 0, 0, Optional.of(claim), Asked.tenant(Limits.requests(100, 100)));
    }

    private Reserve ask(String requestId, String body) {
        return ask(requestId, body, Limits.requests(100, 100));
    }

    private Reserve ask(String requestId, String body, Limits limits) {
        return Asked.of(tenantId, 0, 0, Optional.of(new Claim(requestId, body)), Asked.tenant(limits));
    }

    private Reservation admit(Reserve reserve) {
        Admission admission = lanes.await(scripts -> scripts.admit(reserve, Keys.of(reserve)));
        return ((Admission.Decided) admission).reservation();
    }

    private boolean settle(Reserve reserve, Fate fate) {
        return lanes.await(
                scripts -> scripts.settle(reserve.id(), Keys.of(reserve), 0, 0, fate, Scripts.Served.BY_REDIS));
    }

    private long millis(String key) {
        return (Long) redis.command("PTTL", key);
    }

    /** What was published about this tenant so far. */
    private List<String> messages() {
        String end = END + UUID.randomUUID();
        redis.command("PUBLISH", Replays.CHANNEL, end);
        List<String> messages = new java.util.ArrayList<>();
        for (String message = message(); !message.equals(end); message = message()) {
            if (message.startsWith(tenantId + ":")) {
                messages.add(message);
            }
        }
        return messages;
    }

    private String message() {
        return (String) ((List<?>) heard.receive()).get(2);
    }

    private Optional<Buffer> kept(Reserve reserve) {
        Vertx vertx = Vertx.vertx();
        try {
            return LimiterStage.await(
                    Redis.createClient(vertx, TestRedis.shared().url())
                            .send(Request.cmd(Command.GET).arg(Replays.key(tenantId, reserve.id())))
                            .map(found -> Optional.ofNullable(found).map(some -> some.toBuffer())));
        } finally {
            LimiterStage.await(vertx.close());
        }
    }
}
