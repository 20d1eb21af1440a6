package dev.aigw.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.limit.RateLimits.Fate;
import dev.aigw.limit.RateLimits.Reservation;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.RateLimits.Scope;
import dev.aigw.limit.Scripts.Admission;
import dev.aigw.testing.RedisWire;
import dev.aigw.testing.TestRedis;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A thousand admissions at once, over as many connections as two processes of four lanes have. */
class LimitRaceIT {
    private static final int LANES = 8;
    private static final int AT_ONCE = 1_000;
    private static final long COST = 1_000_003;

    private final long tenantId = Asked.tenantId();
    private final RedisWire redis = new RedisWire(TestRedis.shared().url());
    private LaneScripts lanes;

    @BeforeEach
    void connect() {
        lanes = new LaneScripts(TestRedis.shared().url(), LANES, Duration.ofSeconds(60), Duration.ofSeconds(60));
    }

    @AfterEach
    void close() {
        lanes.close();
        redis.close();
    }

    @Test
    void lets100Of1000ThroughABudgetFor100AndCountsThemToTheNanoDollar() {
        Scope tenant = Asked.tenant(Asked.spending(-1, 1_000 * COST, 101 * COST - 1));
        Keys keys = Keys.of(Asked.of(tenantId, 0, 0, tenant));
        MoneyScripts.Seeded seeded = lanes.await(scripts -> Asked.seedWithNothing(scripts, keys));
        long seed = System.nanoTime();
        Random random = new Random(seed);

        List<Reserve> granted = admitted(tenant);
        long exact = 0;
        List<Future<?>> settled = new ArrayList<>();
        for (Reserve reserve : granted) {
            long actual = random.nextLong(2 * COST);
            exact += actual;
            for (int twice = 0; twice < 2; twice++) {
                settled.add(lanes.ask(
                        random.nextInt(LANES),
                        scripts -> scripts.settle(
                                reserve.id(), keys, 5, actual, new Fate.Forgotten(), Scripts.Served.BY_REDIS)));
            }
        }
        LimiterStage.await(Future.all(settled));

        assertThat(seeded).isEqualTo(MoneyScripts.Seeded.SET);
        assertThat(granted).hasSize(100);
        assertThat(redis.command("HGET", keys.money(0), "ts"))
                .as("seed %s", seed)
                .isEqualTo(Long.toString(exact));
        assertThat(redis.command("HGET", keys.money(0), "ms"))
                .as("seed %s", seed)
                .isEqualTo(Long.toString(exact));
        assertThat(redis.command("HLEN", keys.held())).isEqualTo(0L);
        assertThat(redis.command("ZCARD", keys.open())).isEqualTo(0L);
    }

    @Test
    void letsNoMoreThroughAtOnceThanAllowed() {
        Scope tenant = Asked.tenant(Asked.limits(-1, -1, -1, 100, -1, -1, -1));
        Scope user = Asked.user("Ann", Asked.limits(-1, -1, -1, 30, -1, -1, -1));

        List<Reserve> ann = admitted(tenant, user);
        List<Reserve> others = admitted(tenant);
        Reserve ended = ann.getFirst();
        lanes.await(scripts ->
                scripts.settle(ended.id(), Keys.of(ended), 0, 0, new Fate.Forgotten(), Scripts.Served.BY_REDIS));

        assertThat(ann).hasSize(30);
        assertThat(others).hasSize(70);
        assertThat(admitted(tenant, user)).as("the place that came free").hasSize(1);
    }

    @Test
    void letsNoMoreTokensAndRequestsThroughAMinuteThanAllowed() {
        Scope tenant = Asked.tenant(Asked.limits(200, 250, -1, -1, -1, -1, -1));
        Scope feature = Asked.feature("chat", Asked.limits(-1, -1, 299, -1, -1, -1, -1));

        List<Reserve> chat = admitted(tenant, feature);
        List<Reserve> others = admitted(tenant);

        assertThat(chat).as("two tokens each").hasSize(149);
        assertThat(others).hasSize(51);
    }

    /** Those of a thousand that passed. */
    private List<Reserve> admitted(Scope... scopes) {
        List<Reserve> asked = new ArrayList<>();
        List<Future<Admission>> answers = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            Reserve reserve = Asked.of(tenantId, 2, COST, scopes);
            asked.add(reserve);
            answers.add(lanes.ask(i, scripts -> scripts.admit(reserve, Keys.of(reserve))));
        }
        LimiterStage.await(Future.all(answers));
        List<Reserve> granted = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            if (answers.get(i).result() instanceof Admission.Decided(Reservation.Granted passed)) {
                assertThat(passed.degraded()).isFalse();
                granted.add(asked.get(i));
            }
        }
        return granted;
    }
}
