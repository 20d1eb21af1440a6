package dev.aigw.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.RateLimits.Scope;
import dev.aigw.limit.TimedScripts.Verdict;
import dev.aigw.testing.RedisWire;
import dev.aigw.testing.TestRedis;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Money as the scripts count it, to the nano-dollar, also when budgets come and go; see {@link TimedScripts} about the time. */
class MoneyScriptIT {
    private static final long MINUTE = 60_000;
    private static final long DAY = 24 * 60 * MINUTE;
    /** 4 October 2024, midnight. */
    private static final long START = 20_000 * DAY;

    private static final long ABSURD = 1_000_000_000;
    /** Near the largest number below which a double holds every integer: nine million dollars. */
    private static final long HUGE = 9_007_199_254_740_000L;

    private static final Scope UNLIMITED = Asked.tenant(Asked.limits(1_000, -1, -1, -1, -1, -1, -1));

    private final RedisWire redis = new RedisWire(TestRedis.shared().url());
    private final long tenantId = Asked.tenantId();
    private final TimedScripts scripts = new TimedScripts(redis, tenantId);

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void staysExactNearNineMillionDollars() {
        Scope scope = Asked.tenant(Asked.limits(ABSURD, ABSURD, ABSURD, ABSURD, HUGE, HUGE, HUGE));
        seed(START, scope, 4_000_000_000_000_001L, 6_000_000_000_000_003L, 8_999_999_999_999_999L);
        Reserve first = Asked.of(tenantId, 10_000_000, 1, scope);
        Reserve second = Asked.of(tenantId, 10_000_000, 7_000_000_000_000L, scope);

        Verdict one = scripts.admit(START, first);
        Verdict two = scripts.admit(START, second);

        assertThat(one.number(6)).isEqualTo(HUGE - 9_000_000_000_000_000L);
        assertThat(two.number(6)).isEqualTo(HUGE - 9_007_000_000_000_000L);
        assertThat(two.number(4)).isEqualTo(ABSURD - 20_000_000);
        assertThat(spent(scope)).containsExactly("4007000000000002", "6007000000000004", "9007000000000000");
        scripts.settle(START, second.id(), Keys.of(second), 1, 2);
        scripts.settle(START, first.id(), Keys.of(first), 20_000_000, 0);
        assertThat(spent(scope)).containsExactly("4000000000000003", "6000000000000005", "9000000000000001");
        assertThat(scripts.admit(START, Asked.of(tenantId, 0, 8_000_000_000_000L, scope))
                        .limit())
                .isEqualTo(7);
        assertThat(scripts.dump(START))
                .allSatisfy((key, entry) -> assertThat(entry.content().replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", ""))
                        .as(key)
                        .doesNotContain("e+")
                        .doesNotContain("."));
    }

    @Test
    void grantsToTheLastNanoDollarAndNotBeyond() {
        Scope scope = Asked.tenant(Asked.spending(10, 10, 10));
        seed(START, scope, 0, 0, 0);

        List<Integer> limits = List.of(limit(START, 9, scope), limit(START, 2, scope), limit(START, 1, scope));

        assertThat(limits).containsExactly(0, 7, 0);
        assertThat(limit(START, 0, scope)).as("what costs nothing may pass").isZero();
        assertThat(limit(START, 1, scope)).isEqualTo(7);
    }

    @Test
    void letsOnlyWhatIsFreeThroughABudgetOfNothing() {
        Scope scope = Asked.tenant(Asked.spending(0, -1, -1));
        seed(START, scope, 0, 0, 0);

        Verdict denied = scripts.admit(START, Asked.of(tenantId, 0, 1, scope));

        assertThat(denied.limit()).isEqualTo(5);
        assertThat(denied.untilFree()).as("no wait helps").isEqualTo(-1);
        assertThat(limit(START, 0, scope)).isZero();
    }

    @Test
    void deniesEverythingUnderLimitsOfNothing() {
        assertThat(limit(START, 0, Asked.tenant(Asked.limits(0, -1, -1, -1, -1, -1, -1))))
                .isEqualTo(1);
        assertThat(limit(START, 0, Asked.tenant(Asked.limits(-1, 0, -1, -1, -1, -1, -1))))
                .isEqualTo(2);
        assertThat(limit(START, 1, Asked.tenant(Asked.limits(-1, -1, 0, -1, -1, -1, -1))))
                .as("tokens, of which none are asked")
                .isZero();
        assertThat(limit(START, 0, Asked.tenant(Asked.limits(-1, -1, -1, 0, -1, -1, -1))))
                .isEqualTo(4);
    }

    @Test
    void refusesTokensBeyondAnyLimitWithoutATrace() {
        Scope scope = Asked.tenant(Asked.limits(10, -1, 1_000, -1, -1, -1, -1));

        Verdict denied = scripts.admit(START, Asked.of(tenantId, 1_000_000_000_000L, 0, scope));

        assertThat(denied.limit()).isEqualTo(3);
        assertThat(scripts.dump(START)).isEmpty();
    }

    @Test
    void countsACallThatBeganBeforeTheBudgetWasSet() {
        Reserve before = Asked.of(tenantId, 0, 50, UNLIMITED);
        scripts.admit(START, before);
        Scope limited = Asked.tenant(Asked.spending(1_000, 1_000, 1_000));
        seed(START, limited, 100, 200, 300);
        scripts.admit(START, Asked.of(tenantId, 0, 5, limited));

        scripts.settle(START + DAY, before.id(), Keys.of(before), 0, 40);

        assertThat(spent(limited)).containsExactly("145", "245", "345");
    }

    @Test
    void countsWhatIsSpentWhileTheBudgetIsLiftedAlsoOverMidnight() {
        Scope limited = Asked.tenant(Asked.spending(1_000, 1_000, 1_000));
        seed(START, limited, 100, 200, 300);
        Reserve next = Asked.of(tenantId, 0, 50, UNLIMITED);
        scripts.admit(START + DAY, next);
        scripts.settle(START + DAY, next.id(), Keys.of(next), 0, 40);

        assertThat(limit(START + DAY, 1, limited)).isZero();

        assertThat(spent(limited)).containsExactly("41", "241", "341");
    }

    @Test
    void knowsAUsersTotalFromTheLedgerOnlyAndTheDayFromItsOwnCount() {
        seed(START, Asked.tenant(Asked.spending(-1, -1, 1_000)), 0, 0, 0);
        Scope tenant = Asked.tenant(Asked.spending(-1, -1, 1_000));
        Scope daily = Asked.user("Ann", Asked.spending(100, -1, -1));
        Reserve underWay = Asked.of(tenantId, 0, 30, tenant, daily);
        scripts.admit(START, underWay);
        Scope whole = Asked.user("Ann", Asked.spending(100, -1, 500));

        Verdict cold = scripts.admit(START, Asked.of(tenantId, 0, 1, tenant, whole));
        scripts.seed(START, Keys.of(underWay), 1, 0, 70, 400);
        Verdict granted = scripts.admit(START, Asked.of(tenantId, 0, 1, tenant, whole));

        assertThat(cold.kind()).isEqualTo(5);
        assertThat(cold.number(2)).isEqualTo(2);
        assertThat(granted.granted()).isTrue();
        assertThat(spent(daily)).as("with what is under way").containsExactly("31", "31", "431");
        scripts.settle(START, underWay.id(), Keys.of(underWay), 0, 20);
        assertThat(spent(daily)).containsExactly("21", "21", "421");
    }

    @Test
    void correctsAnExpiredCallToWhatItCameTo() {
        Scope limited = Asked.tenant(Asked.spending(1_000, 1_000, 1_000));
        seed(START, limited, 0, 0, 0);
        Reserve call = Asked.of(tenantId, 0, 50, limited);
        scripts.admit(START, call);

        long expired = scripts.expire(START + MINUTE, call.id(), Keys.of(call));
        List<String> atEstimate = spent(limited);
        long late = scripts.settle(START + 2 * MINUTE, call.id(), Keys.of(call), 0, 20);

        assertThat(List.of(expired, late)).containsExactly(1L, 2L);
        assertThat(atEstimate).containsExactly("50", "50", "50");
        assertThat(spent(limited)).containsExactly("20", "20", "20");
    }

    @Test
    void chargesWhatExpiresAfterTheBudgetWasSet() {
        Reserve call = Asked.of(tenantId, 0, 50, UNLIMITED);
        scripts.admit(START, call);
        Scope limited = Asked.tenant(Asked.spending(1_000, 1_000, 1_000));
        seed(START, limited, 0, 0, 0);

        scripts.expire(START + MINUTE, call.id(), Keys.of(call));
        List<String> atEstimate = spent(limited);
        scripts.settle(START + MINUTE, call.id(), Keys.of(call), 0, 20);

        assertThat(atEstimate).containsExactly("50", "50", "50");
        assertThat(spent(limited)).containsExactly("20", "20", "20");
    }

    @Test
    void seedsOnceAndCorrectsOnlyWhatIsQuiet() {
        Scope limited = Asked.tenant(Asked.spending(1_000, 1_000, 1_000));
        Keys keys = Keys.of(Asked.of(tenantId, 0, 0, limited));
        seed(START, limited, 1, 2, 3);
        String version = scripts.field(keys.money(0), "v");
        Reserve call = Asked.of(tenantId, 0, 50, limited);

        assertThat(scripts.seed(START, keys, 0, 9, 9, 9)).as("a second seed").isZero();
        scripts.admit(START, call);
        assertThat(scripts.correct(START, keys, version, 9, 9, 9)).as("changed").isFalse();
        String now = scripts.field(keys.money(0), "v");
        assertThat(scripts.correct(START, keys, now, 9, 9, 9)).as("under way").isFalse();
        scripts.settle(START, call.id(), keys, 0, 50);
        assertThat(scripts.correct(START, keys, now, 9, 9, 9))
                .as("settled since")
                .isFalse();
        assertThat(scripts.correct(START, keys, scripts.field(keys.money(0), "v"), 7, 8, 9))
                .isTrue();
        assertThat(spent(limited)).containsExactly("7", "8", "9");
    }

    @Test
    void chargesOnceAndBeginsALaterDay() {
        Scope limited = Asked.tenant(Asked.limits(10, 3, -1, -1, 1_000, 1_000, 1_000));
        seed(START, limited, 100, 200, 300);
        Reserve first = Asked.of(tenantId, 0, 0, limited);
        scripts.admit(START, first);
        UUID without = Asked.id();

        boolean once = scripts.charge(START + DAY, without, first, START + DAY, 11);
        boolean twice = scripts.charge(START + DAY, without, first, START + DAY, 11);
        scripts.charge(START + DAY, Asked.id(), first, START + DAY, 4);
        scripts.charge(START + DAY, Asked.id(), first, START, 5);

        assertThat(once).isTrue();
        assertThat(twice).isFalse();
        assertThat(spent(limited)).containsExactly("15", "220", "320");
        assertThat(List.of(limit(START + DAY, 0, limited), limit(START + DAY, 0, limited)))
                .as("two of three requests of the day were charged")
                .containsExactly(0, 2);
    }

    @Test
    void seedsWithWhatIsUnderWayAndWhatEndedSinceTheLedgerWasAsked() {
        Scope free = Asked.tenant(Asked.limits(100, -1, -1, -1, -1, -1, -1));
        Reserve underWay = Asked.of(tenantId, 0, 30, free);
        Reserve ends = Asked.of(tenantId, 0, 50, free);
        scripts.admit(START, underWay);
        scripts.admit(START, ends);
        Keys keys = Keys.of(ends);

        List<UUID> unsettled = scripts.unsettled(START, keys, 0);
        scripts.settle(START, ends.id(), keys, 0, 7);
        long seeded = scripts.seed(START, keys, 0, unsettled, 100, 200, 300);
        scripts.settle(START, underWay.id(), keys, 0, 20);

        assertThat(unsettled).containsExactlyInAnyOrder(underWay.id(), ends.id());
        assertThat(seeded).isEqualTo(1);
        assertThat(spent(Asked.tenant(Asked.spending(1_000, 1_000, 1_000)))).containsExactly("127", "227", "327");
    }

    @Test
    void asksTheLedgerAgainWhenACallBeganAfterItWasAsked() {
        Scope free = Asked.tenant(Asked.limits(100, -1, -1, -1, -1, -1, -1));
        Reserve later = Asked.of(tenantId, 0, 30, free);
        Keys keys = Keys.of(later);

        List<UUID> unsettled = scripts.unsettled(START, keys, 0);
        scripts.admit(START, later);
        long underWay = scripts.seed(START, keys, 0, unsettled, 1, 2, 3);
        scripts.settle(START, later.id(), keys, 0, 20);
        long ended = scripts.seed(START, keys, 0, unsettled, 1, 2, 3);
        long again = scripts.seed(START, keys, 0, 1, 2, 3);

        assertThat(List.of(underWay, ended, again)).containsExactly(-1L, -1L, 1L);
        assertThat(spent(Asked.tenant(Asked.spending(1_000, 1_000, 1_000)))).containsExactly("21", "22", "23");
    }

    private void seed(long now, Scope scope, long day, long month, long total) {
        assertThat(scripts.seed(now, Keys.of(Asked.of(tenantId, 0, 0, scope)), 0, day, month, total))
                .isEqualTo(1);
    }

    private int limit(long now, long cost, Scope scope) {
        return scripts.admit(now, Asked.of(tenantId, 0, cost, scope)).limit();
    }

    private List<String> spent(Scope scope) {
        String money = Keys.of(Asked.of(tenantId, 0, 0, scope)).money(0);
        return List.of(scripts.field(money, "ds"), scripts.field(money, "ms"), scripts.field(money, "ts"));
    }
}
