package dev.aigw.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ValuesTest {
    @Test
    void readsDurationsAsTheConfigurationDoes() {
        assertThat(Values.duration("90d")).isEqualTo(Duration.ofDays(90));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1y", "-1h", "1h30m", " 1h"})
    void refusesWhatIsNoDuration(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> Values.duration(text))
                .withMessageContaining("is not a duration");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "2.5,2500000000", "0.000000001,1", "1e3,1000000000000"})
    void readsDollarsExactly(String text, long nanos) {
        assertThat(Values.dollars(text)).isEqualTo(OptionalLong.of(nanos));
    }

    @Test
    void readsNoneAsNoLimit() {
        assertThat(Values.dollars("none")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "five", "0.0000000001", "1e30", "$5"})
    void refusesWhatIsNoAmount(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> Values.dollars(text))
                .withMessageContaining("is not an amount in dollars");
    }

    @Test
    void readsADateAsItsMidnightInUtc() {
        assertThat(Values.instant("2026-11-23")).isEqualTo(Instant.parse("2026-11-23T00:00:00Z"));
    }

    @Test
    void readsAnInstant() {
        assertThat(Values.instant("2026-11-23T10:00:00Z")).isEqualTo(Instant.parse("2026-11-23T10:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2026-13-01", "23.11.2026", "2026-11-23T10:00:00"})
    void refusesWhatIsNoTime(String text) {
        assertThatExceptionOfType(TypeConversionException.class).isThrownBy(() -> Values.instant(text));
    }
}
