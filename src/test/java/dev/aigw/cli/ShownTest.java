package dev.aigw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {
    @ParameterizedTest
    @CsvSource({"PT0S,0d", "PT90S,90s", "PT2M,2m", "PT1H,1h", "P400D,400d", "PT25H,25h"})
    void showsDurationsAsTheyCanBeTyped(Duration duration, String text) {
        assertThat(Shown.duration(duration)).isEqualTo(text);

        assertThat(Values.duration(text)).isEqualTo(duration);
    }

    @Test
    void showsDollarsToSixDigits() {
        assertThat(Shown.dollars(37_500)).isEqualTo("0.000038");
        assertThat(Shown.dollars(12_000_000_000L)).isEqualTo("12.000000");
    }

    @Test
    void showsExactAmountsPlainly() {
        assertThat(Shown.exact(37_500).toString()).isEqualTo("0.0000375");
        assertThat(Shown.exact(10_000_000_000L).toString()).isEqualTo("10");
        assertThat(Shown.budget(OptionalLong.empty())).isEqualTo("no limit");
    }
}
