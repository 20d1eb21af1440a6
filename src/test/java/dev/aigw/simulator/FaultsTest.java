package dev.aigw.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {
    @Test
    void readsAListOfOptions() {
        Faults faults = Faults.parse("latency=200ms, chunk-delay=1s,chunks=50,cut=3,no-done");

        assertThat(faults.latency()).contains(Duration.ofMillis(200));
        assertThat(faults.chunkDelay()).contains(Duration.ofSeconds(1));
        assertThat(faults.chunks()).hasValue(50);
        assertThat(faults.cut()).hasValue(3);
        assertThat(faults.noDone()).isTrue();
        assertThat(faults.noUsage()).isFalse();
        assertThat(faults.stall()).isEmpty();
    }

    @Test
    void readsAStatusWithAndWithoutARetryAfter() {
        assertThat(Faults.parse("status=500").status())
                .hasValueSatisfying(status -> assertThat(status.retryAfter()).isEmpty());
        assertThat(Faults.parse("status=429:3").status()).hasValueSatisfying(status -> {
            assertThat(status.code()).isEqualTo(429);
            assertThat(status.retryAfter()).hasValue(3);
        });
        assertThat(Faults.parse("status=429:0").status())
                .hasValueSatisfying(status -> assertThat(status.retryAfter()).hasValue(0));
    }

    @Test
    void findsNothingInAnEmptyList() {
        assertThat(Faults.parse(" , ").hang()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "cutt=3            | 'cutt' is unknown",
                "cut               | 'cut' needs a value",
                "cut=x             | 'cut' needs a number",
                "hang=1            | 'hang' takes no value",
                "latency=5         | 'latency' needs a duration",
                "status=200        | 'status' needs a code",
                "cut=1,cut=2       | 'cut' is given twice"
            })
    void refusesWhatItDoesNotUnderstand(String list, String reason) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> Faults.parse(list))
                .withMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "malformed",
                "no-done",
                "no-usage",
                "comments",
                "hang",
                "error-event=2",
                "stall=0",
                "slow-head=1s",
                "first-token=5ms",
                "split=7",
                "cached=12"
            })
    void knowsEveryOptionByItsSpelling(String option) {
        assertThat(Faults.parse(option)).isNotNull();
    }
}
