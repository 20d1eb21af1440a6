package dev.aigw.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalWindowTest {
    private static final long MINUTE = 60_000;
    private static final long START = 1_700_000_000_000L;

    private final LocalWindow window = new LocalWindow();

    /** Any 60 s hold at most the limit; nobody is refused while the last 61 s have room; a told wait is long enough. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverLetsMoreThanTheLimitThroughInAnyMinute(long seed) {
        Random random = new Random(seed);
        long limit = 20L + random.nextInt(200);
        List<long[]> passed = new ArrayList<>();
        long now = START + random.nextInt(60_000);

        for (int arrival = 0; arrival < 20_000; arrival++) {
            now += random.nextInt(50) == 0 ? random.nextInt(200_000) : random.nextInt(2_000);
            long amount = 1L + random.nextInt(20);
            if (window.sum(now) + amount > limit) {
                assertThat(since(passed, now - MINUTE - 1_000) + amount)
                        .as("refused at %s, seed %s", now, seed)
                        .isGreaterThan(limit);
                now += window.millisUntilFits(now, limit, amount);
                assertThat(window.sum(now) + amount)
                        .as("after the wait that was told, seed %s", seed)
                        .isLessThanOrEqualTo(limit);
            }
            window.add(now, amount);
            passed.add(new long[] {now, amount});
            assertThat(since(passed, now - MINUTE)).isLessThanOrEqualTo(limit);
        }
    }

    @Test
    void isEmptyWhenItSaysSo() {
        window.add(START + 500, 3);
        window.add(START + 20_500, 4);

        long wait = window.millisUntilEmpty(START + 21_000);

        assertThat(window.sum(START + 21_000 + wait - 1)).isPositive();
        assertThat(window.sum(START + 21_000 + wait)).isZero();
        assertThat(window.millisUntilEmpty(START + 21_000 + wait)).isZero();
    }

    @Test
    void correctsASecondOnlyWhileItCounts() {
        long second = window.add(START, 100);
        window.correct(second, -60);
        assertThat(window.sum(START + 59_000)).isEqualTo(40);

        window.sum(START + 61_000);
        window.correct(second, -40);

        assertThat(window.sum(START + 61_000)).isZero();
    }

    @Test
    void letsNothingThroughTwiceWhenTheClockGoesBackALittle() {
        window.add(START + 30_000, 1);

        assertThat(window.sum(START + 10_000)).isEqualTo(1);
        assertThat(window.sum(START + 92_000)).isZero();
    }

    @Test
    void isNotStuckByAClockThatWasFarAhead() {
        window.add(START + 86_400_000, 1);

        assertThat(window.sum(START)).isZero();
    }

    private static long since(List<long[]> passed, long exclusive) {
        long sum = 0;
        for (int i = passed.size() - 1; i >= 0 && passed.get(i)[0] > exclusive; i--) {
            sum += passed.get(i)[1];
        }
        return sum;
    }
}
