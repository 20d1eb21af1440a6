package dev.aigw.dialect.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsdTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 0.000000001",
        "1000000000, 1",
        "1500000000, 1.5",
        "123456789012, 123.456789012",
        "-2500000000, -2.5",
        "12345000, 0.012345"
    })
    void writesDollarsWithoutExponentOrTrailingZeros(long nanos, String text) {
        assertThat(Usd.of(nanos)).isEqualTo(text);
    }

    @Test
    void isExactForAnyAmount() {
        long nanos = 1;
        for (int i = 0; i < 5_000; i++) {
            nanos = nanos * 6364136223846793005L + 1442695040888963407L;
            assertThat(new BigDecimal(Usd.of(nanos))).isEqualByComparingTo(BigDecimal.valueOf(nanos, 9));
        }
    }
}
