package dev.aigw.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.RateLimits.Scope;
import dev.aigw.limit.TimedScripts.Verdict;
import dev.aigw.testing.RedisWire;
import dev.aigw.testing.TestRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Minutes and days, as admit_v2 counts them, one case at a time; see {@link TimedScripts} about the time. */
class AdmitScriptIT {
    private static final long MINUTE = 60_000;
    private static final long DAY = 24 * 60 * MINUTE;
    /** Some midnight. */
    private static final long START = 20_000 * DAY;

    private final RedisWire redis = new RedisWire(TestRedis.shared().url());
    private final long tenantId = Asked.tenantId();
    private final TimedScripts scripts = new TimedScripts(redis, tenantId);

    @AfterEach
    void close() {
        redis.close();
    }

    /** Any 60 s hold at most the limit; nobody is denied while the last 61 s hold less; a told wait is long enough. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void neverAdmitsMoreThanTheLimitInAnyMinute(long seed) {
        Random random = new Random(seed);
        int limit = 1 + random.nextInt(20);
        List<Long> admitted = new ArrayList<>();
        long now = START + random.nextInt((int) DAY / 2);

        for (int arrival = 0; arrival < 600; arrival++) {
            now += random.nextInt(10) == 0 ? random.nextInt(90_000) : random.nextInt(3_000);
            Verdict verdict = ask(now, limit, 1_000_000);

            if (verdict.granted()) {
                admitted.add(now);
                assertThat(since(admitted, now - MINUTE))
                        .as("in the 60 s up to %s, seed %s", now, seed)
                        .isLessThanOrEqualTo(limit);
                assertThat(verdict.number(2)).isBetween(0L, (long) limit - 1);
            } else {
                assertThat(since(admitted, now - MINUTE - 1_000))
                        .as("denied at %s, seed %s", now, seed)
                        .isGreaterThanOrEqualTo(limit);
                now += verdict.untilFree();
                assertThat(ask(now, limit, 1_000_000).granted())
                        .as("after the wait that was told, seed %s", seed)
                        .isTrue();
                admitted.add(now);
            }
        }
    }

    @Test
    void tellsHowManyAreLeftAndWhenAllAre() {
        Verdict first = ask(START + 500, 3, 100);
        Verdict second = ask(START + 10_500, 3, 100);

        assertThat(first.number(2)).isEqualTo(2);
        assertThat(second.number(2)).isEqualTo(1);
        assertThat(second.number(3)).isBetween(MINUTE, MINUTE + 1_000);
        assertThat(ask(START + 10_500 + second.number(3), 3, 100).number(2)).isEqualTo(2);
    }

    @Test
    void countsADeniedRequestNowhere() {
        ask(START, 1, 2);
        for (int i = 0; i < 5; i++) {
            assertThat(ask(START + 1_000, 1, 2).limit()).isEqualTo(1);
        }

        assertThat(ask(START + 62_000, 1, 2).granted())
                .as("the day has room for one more")
                .isTrue();
        assertThat(ask(START + 124_000, 1, 2).limit()).as("and now it has not").isEqualTo(2);
    }

    @Test
    void beginsTheDayAtMidnightUtc() {
        long evening = START + DAY - 5_000;
        ask(evening, 100, 1);

        Verdict denied = ask(evening + 1_000, 100, 1);
        Verdict after = ask(evening + 1_000 + denied.untilFree(), 100, 1);

        assertThat(denied.limit()).isEqualTo(2);
        assertThat(denied.untilFree()).isEqualTo(4_000);
        assertThat(after.granted()).isTrue();
    }

    @Test
    void letsNobodyThroughTwiceWhenTheClockGoesBackALittle() {
        assertThat(ask(START + 30_000, 1, 100).granted()).isTrue();

        assertThat(ask(START + 25_000, 1, 100).granted()).isFalse();
        assertThat(ask(START + 92_000, 1, 100).granted()).isTrue();
    }

    @Test
    void isNotStuckByAClockThatWasFarAhead() {
        ask(START + DAY, 1, 100);

        List<Verdict> back = List.of(ask(START, 1, 100), ask(START + 62_000, 1, 100), ask(START + 124_000, 1, 100));

        assertThat(back).anyMatch(Verdict::granted);
        assertThat(back.getLast().granted()).isTrue();
    }

    @Test
    void leavesNothingBehindForEver() {
        ask(START, 10, 100);

        assertThat(scripts.dump(START)).hasSize(3).allSatisfy((key, entry) -> {
            assertThat(entry.ttlSeconds()).isPositive();
            assertThat(entry.fields()).isLessThanOrEqualTo(65);
        });
        assertThat(scripts.dump(START + 41 * DAY)).isEmpty();
    }

    @Test
    void limitsTheDayAlone() {
        Scope scope = Asked.tenant(Asked.limits(-1, 2, -1, -1, -1, -1, -1));

        List<Verdict> three = List.of(ask(START, scope), ask(START, scope), ask(START + 1_000, scope));

        assertThat(three).extracting(Verdict::limit).containsExactly(0, 0, 2);
        assertThat(three.getLast().untilFree()).isEqualTo(DAY - 1_000);
        assertThat(three.getFirst().number(2)).as("no minute is limited").isEqualTo(-1);
    }

    @Test
    void keepsTheDaysCountWhenADaysLimitIsSetLater() {
        Scope tenant = Asked.tenant(Asked.limits(100, -1, -1, -1, -1, -1, -1));
        ask(START, tenant, Asked.user("Ann", Asked.limits(10, -1, -1, -1, -1, -1, -1)));
        Scope limited = Asked.user("Ann", Asked.limits(10, 2, -1, -1, -1, -1, -1));

        Verdict second = ask(START + 10_000, tenant, limited);
        Verdict third = ask(START + 8 * MINUTE, tenant, limited);

        assertThat(second.granted()).isTrue();
        assertThat(third.limit()).isEqualTo(2);
    }

    @Test
    void tellsTheLongerWaitWhenTokensAndRequestsAreBothUsedUp() {
        Scope scope = Asked.tenant(Asked.limits(2, -1, 100, -1, -1, -1, -1));
        scripts.admit(START, Asked.of(tenantId, 90, 0, scope));
        scripts.admit(START + 30_000, Asked.of(tenantId, 0, 0, scope));

        Verdict denied = scripts.admit(START + 31_000, Asked.of(tenantId, 20, 0, scope));

        assertThat(denied.limit()).isEqualTo(3);
        assertThat(scripts.admit(START + 31_000 + denied.untilFree(), Asked.of(tenantId, 20, 0, scope))
                        .granted())
                .isTrue();
    }

    @Test
    void asksForTheMoneyOfNobodyItRefuses() {
        Scope full = Asked.tenant(Asked.limits(0, -1, -1, -1, -1, -1, -1));

        Verdict denied = ask(START, full, Asked.user("Ann", Asked.spending(-1, -1, 5)));

        assertThat(denied.kind()).isEqualTo(5);
        scripts.seed(START, keys(full), 0, 0, 0, 0);
        assertThat(ask(START, full, Asked.user("Ann", Asked.spending(-1, -1, 5)))
                        .limit())
                .isEqualTo(1);
    }

    private static long since(List<Long> admitted, long exclusive) {
        return admitted.stream().filter(at -> at > exclusive).count();
    }

    private Keys keys(Scope scope) {
        return Keys.of(Asked.of(tenantId, 0, 0, scope));
    }

    private Verdict ask(long now, long perMinute, long perDay) {
        return ask(now, Asked.tenant(Asked.limits(perMinute, perDay, -1, -1, -1, -1, -1)));
    }

    private Verdict ask(long now, Scope... scopes) {
        Reserve request = Asked.of(tenantId, 0, 0, scopes);
        return scripts.admit(now, request);
    }
}
