package dev.aigw.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsdPerMillionTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.15, 150000000",
        "2.5, 2500000000",
        "600, 600000000000",
        "0.083333, 83333000",
        "0.000000001, 1",
        "1000000, 1000000000000000"
    })
    void readsWhatIsWrittenExactly(String text, long nanos) {
        assertThat(UsdPerMillion.parse(text)).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1e3", "1.", ".5", "1,5", "NaN", "0.0000000001", "9999999", " 1", "١"})
    void refusesWhatIsNotAPlainDecimal(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> UsdPerMillion.parse(text));
    }

    @Test
    void keepsTenthsThatADoubleWouldBend() {
        long sum = UsdPerMillion.parse("0.1") + UsdPerMillion.parse("0.2");

        assertThat(sum).isEqualTo(UsdPerMillion.parse("0.3"));
    }
}
