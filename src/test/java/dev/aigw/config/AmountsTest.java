package dev.aigw.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountsTest {

    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "30s, PT30S", "5m, PT5M", "1h, PT1H", "2d, PT48H", "0s, PT0S"})
    void readsDurations(String text, Duration duration) {
        assertThat(Amounts.duration(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({"4096, 4096", "10B, 10", "64KiB, 65536", "10MiB, 10485760", "1GiB, 1073741824"})
    void readsSizes(String text, long bytes) {
        assertThat(Amounts.bytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "30 s", "-1s", "1.5s", "1w", "s", "9999999999s"})
    void refusesOtherDurations(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Amounts.duration(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10MB", "10 MiB", "-1", "1.5MiB", "MiB", "10mib"})
    void refusesOtherSizes(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Amounts.bytes(text));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1000000000", "12.50, 12500000000", "0.000000001, 1"})
    void readsDollarsToTheNano(String text, long nanos) {
        assertThat(Amounts.nanoDollars(text)).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1 USD", "$1", "1e3", ".5", "0.0000000001", "9999999999"})
    void refusesOtherDollars(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Amounts.nanoDollars(text));
    }
}
