package dev.aigw.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UsualHourTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void knowsNothingYet(String why, List<Long> hours) {
        assertThat(UsualHour.of(hours)).isEmpty();
    }

    static Stream<Arguments> knowsNothingYet() {
        return Stream.of(
                Arguments.of("the first call ever", List.of()),
                Arguments.of("23 hours, all of them used", hours(23, 5)),
                Arguments.of("a quiet week", hours(168, 0)),
                Arguments.of("11 used hours of a week", join(hours(157, 0), hours(11, 5))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void learnsWhatIsUsual(String what, List<Long> hours, double median, double threshold) {
        UsualHour usual = UsualHour.of(hours).orElseThrow();

        assertThat(usual.medianNanos()).isEqualTo(median);
        assertThat(usual.thresholdNanos()).isCloseTo(threshold, offset(1e-6));
    }

    static Stream<Arguments> learnsWhatIsUsual() {
        return Stream.of(
                Arguments.of("all hours alike: three times the median", hours(168, 10), 10, 30),
                Arguments.of(
                        "half in use: all hours are wider than those in use",
                        join(hours(12, 0), hours(12, 10)),
                        5,
                        5 + 6 * 1.4826 * 5),
                // Distances from 50.5 are 0.5 to 49.5, their median is 25.
                Arguments.of("1 to 100: the median and six deviations", upTo(100), 50.5, 50.5 + 6 * 1.4826 * 25),
                Arguments.of(
                        "a spike among them changes little",
                        join(upTo(99), hours(1, 1_000_000)),
                        50.5,
                        50.5 + 6 * 1.4826 * 25),
                Arguments.of(
                        "a working day of 8 hours: what its hours cost", join(hours(112, 0), hours(56, 10)), 10, 30),
                Arguments.of(
                        "mostly in use: hours without use change nothing", join(hours(80, 0), hours(88, 10)), 10, 30));
    }

    @Test
    void calls100TimesTheUsualFarButNotTwice() {
        UsualHour usual = UsualHour.of(hours(48, 1_000)).orElseThrow();

        assertThat(usual.isExceededBy(2_000)).isFalse();
        assertThat(usual.isExceededBy(3_000)).isFalse();
        assertThat(usual.isExceededBy(3_001)).isTrue();
        assertThat(usual.isExceededBy(100_000)).isTrue();
    }

    @Test
    void isSilentAboutHoursLikeThoseItLearnedFrom() {
        Random random = new Random(7);
        List<Long> week = new ArrayList<>();
        for (int hour = 0; hour < 168; hour++) {
            week.add(Math.round(1e9 * (5 + random.nextGaussian())));
        }

        UsualHour usual = UsualHour.of(week).orElseThrow();

        assertThat(week).noneMatch(usual::isExceededBy);
        assertThat(usual.isExceededBy(20_000_000_000L)).isTrue();
    }

    private static List<Long> hours(int count, long cost) {
        return Collections.nCopies(count, cost);
    }

    private static List<Long> upTo(int last) {
        return Stream.iterate(1L, next -> next + 1).limit(last).toList();
    }

    private static List<Long> join(List<Long> one, List<Long> other) {
        List<Long> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }
}
