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
    @ValueSource(strings = {"", "five", "0.0000000001", "1e30", "$5", "NaN", "1e999999999"})
    void refusesWhatIsNoAmount(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> Values.dollars(text))
                .withMessageContaining("is not an amount in dollars");
    }

    @ParameterizedTest
    @CsvSource({"120%,1200000", "1.2,1200000", "90%,900000", "0,0", "1,1000000", "0.0001%,1", "0.000001,1"})
    void readsPriceFactorsExactly(String text, long ppm) {
        assertThat(Values.priceFactor(text)).isEqualTo(new PriceFactor(ppm));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%", "free", "1.2345678", "NaN", "1e30", "1,2", "none"})
    void refusesWhatIsNoPriceFactor(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> Values.priceFactor(text))
                .withMessageContaining("is not a factor");
    }

    @Test
    void readsWholeNumbersAndNone() {
        assertThat(Values.count("500")).isEqualTo(new Count(OptionalLong.of(500)));
        assertThat(Values.count("none")).isEqualTo(new Count(OptionalLong.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "many", "1.5", "1e3", "NaN", "9223372036854775808"})
    void refusesWhatIsNoWholeNumber(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> Values.count(text))
                .withMessageContaining("is not a whole number");
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
