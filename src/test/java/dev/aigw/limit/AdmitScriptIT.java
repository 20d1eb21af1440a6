package dev.aigw.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.redis.LuaScript;
import dev.aigw.testing.TestRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The limiter's script in a real Redis, over minutes and days. Redis's clock cannot be set, so the one line that reads it
 * takes the time from the test; everything else is the script as it ships.
 */
class AdmitScriptIT {
    private static final String CLOCK = "local time = redis.call('TIME')";
    private static final long MINUTE = 60_000;
    private static final long DAY = 24 * 60 * MINUTE;
    /** Some midnight. */
    private static final long START = 20_000 * DAY;

    private static final AtomicInteger TENANTS = new AtomicInteger();

    private final TestRedis redis = TestRedis.shared();
    private final String script = LuaScript.named("admit_v1").source();
    private final String key = "admit-script:{" + TENANTS.incrementAndGet() + "}";

    @Test
    void readsTheClockInOnePlace() {
        assertThat(script.split(java.util.regex.Pattern.quote(CLOCK), -1)).hasSize(2);
        assertThat(script.split("'TIME'", -1)).hasSize(2);
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
                assertThat(verdict.remaining()).isBetween(0L, (long) limit - 1);
            } else {
                assertThat(since(admitted, now - MINUTE - 1_000))
                        .as("denied at %s, seed %s", now, seed)
                        .isGreaterThanOrEqualTo(limit);
                now += verdict.retryAfter();
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

        assertThat(first.remaining()).isEqualTo(2);
        assertThat(second.remaining()).isEqualTo(1);
        assertThat(second.reset()).isBetween(MINUTE, MINUTE + 1_000);
        Verdict later = ask(START + 10_500 + second.reset(), 3, 100);
        assertThat(later.remaining()).isEqualTo(2);
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
        Verdict after = ask(evening + 1_000 + denied.retryAfter(), 100, 1);

        assertThat(denied.limit()).isEqualTo(2);
        assertThat(denied.retryAfter()).isEqualTo(4_000);
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

        long ttl = (Long) redis.command("TTL", key);
        long fields = (Long) redis.command("HLEN", key);

        assertThat(ttl).isBetween(1L, 172_800L);
        assertThat(fields).isLessThanOrEqualTo(65);
    }

    private static long since(List<Long> admitted, long exclusive) {
        return admitted.stream().filter(at -> at > exclusive).count();
    }

    private Verdict ask(long millis, long perMinute, long perDay) {
        String timed = script.replace(CLOCK, "local time = {ARGV[3], ARGV[4]}");
        List<?> reply = (List<?>) redis.command(
                "EVAL",
                timed,
                "1",
                key,
                Long.toString(perMinute),
                Long.toString(perDay),
                Long.toString(millis / 1000),
                Long.toString(millis % 1000 * 1000));
        List<Long> numbers = reply.stream().map(Long.class::cast).toList();
        return numbers.getFirst() == 1
                ? new Verdict(true, 0, numbers.get(1), numbers.get(2), 0)
                : new Verdict(false, numbers.get(1), numbers.get(2), numbers.get(3), numbers.get(4));
    }

    /** The script's reply; {@code limit} is 1 for the minute, 2 for the day. */
    private record Verdict(boolean granted, long limit, long remaining, long reset, long retryAfter) {}
}
