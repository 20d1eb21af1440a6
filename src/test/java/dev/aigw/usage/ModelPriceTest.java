package dev.aigw.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.aigw.dialect.TokenUsage;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelPriceTest {
    private static final long DOLLAR = 1_000_000_000;
    private static final ModelPrice TIERED = new ModelPrice(
            TokenRates.of(2 * DOLLAR, 12 * DOLLAR),
            Optional.of(new ModelPrice.Tier(200_000, TokenRates.of(4 * DOLLAR, 18 * DOLLAR))));

    @Test
    void pricesARequestAtTheThresholdByTheOrdinaryRates() {
        long cost = TIERED.costNanos(new TokenUsage(200_000, 0, 0, 10, 0));

        assertThat(cost).isEqualTo(200_000 * 2_000L + 10 * 12_000);
    }

    @Test
    void pricesTheWholeRequestByTheTierOnceItsInputIsAboveIt() {
        long cost = TIERED.costNanos(new TokenUsage(200_001, 150_000, 0, 10, 0));

        assertThat(cost).isEqualTo(200_001 * 4_000L + 10 * 18_000);
    }

    @Test
    void refusesATierThatBeginsNowhere() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ModelPrice.Tier(0, TokenRates.of(DOLLAR, DOLLAR)));
    }
}
