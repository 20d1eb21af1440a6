package dev.aigw.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.aigw.config.UsdPerMillion;
import dev.aigw.dialect.TokenUsage;
import dev.aigw.usage.ModelPrice.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModelPriceTest {
    private static final long DOLLAR = 1_000_000_000;
    private static final ModelPrice TIERED = new ModelPrice(
            TokenRates.of(2 * DOLLAR, 12 * DOLLAR),
            List.of(
                    new Tier(200_000, TokenRates.of(4 * DOLLAR, 18 * DOLLAR)),
                    new Tier(500_000, TokenRates.of(8 * DOLLAR, 36 * DOLLAR))));

    @Test
    void pricesARequestAtTheThresholdByTheOrdinaryRates() {
        OptionalLong cost = TIERED.costNanos(new TokenUsage(200_000, 0, 0, 10, 0));

        assertThat(cost).hasValue(200_000 * 2_000L + 10 * 12_000);
    }

    @Test
    void pricesTheWholeRequestByTheTierOnceItsInputIsAboveIt() {
        OptionalLong cost = TIERED.costNanos(new TokenUsage(200_001, 150_000, 0, 10, 0));

        assertThat(cost).hasValue(200_001 * 4_000L + 10 * 18_000);
    }

    @Test
    void pricesByTheLastTierThatTheInputIsAbove() {
        assertThat(TIERED.costNanos(new TokenUsage(500_000, 0, 0, 1, 0))).hasValue(500_000 * 4_000L + 18_000);
        assertThat(TIERED.costNanos(new TokenUsage(500_001, 0, 0, 1, 0))).hasValue(500_001 * 8_000L + 36_000);
    }

    @Test
    void refusesTiersThatBeginNowhereOrOutOfOrder() {
        TokenRates rates = TokenRates.of(DOLLAR, DOLLAR);

        assertThatIllegalArgumentException().isThrownBy(() -> new Tier(0, rates));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ModelPrice(rates, List.of(new Tier(5, rates), new Tier(5, rates))));
    }

    @Test
    void takesTheDearestKindOfTextForTheMostThatItCanCost() {
        ModelPrice claude = ModelPrice.of(new TokenRates(
                3 * DOLLAR, 15 * DOLLAR, DOLLAR / 3, 4 * DOLLAR, 20 * DOLLAR, 6 * DOLLAR, 40 * DOLLAR, 80 * DOLLAR));

        assertThat(claude.mostNanos(100, 10)).isEqualTo(100 * 6_000 + 10 * 20_000);
        assertThat(claude.mostNanos(-5, 0)).isZero();
    }

    @Test
    void takesTheTierThatTheInputCanReachForTheMost() {
        assertThat(TIERED.mostNanos(200_000, 1)).isEqualTo(200_000 * 2_000L + 12_000);
        assertThat(TIERED.mostNanos(200_001, 1)).isEqualTo(200_001 * 4_000L + 18_000);
        assertThat(TIERED.mostNanos(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void neverCostsMoreThanTheMost() {
        Random random = new Random(42);
        for (int round = 0; round < 50_000; round++) {
            ModelPrice price = price(random);
            long input = tokens(random);
            long output = tokens(random);
            TokenUsage usage = within(random, input, output);

            long most = price.mostNanos(input, output);

            OptionalLong cost = price.costNanos(usage);
            assertThat(cost.orElse(0)).as("%s %s", price, usage).isLessThanOrEqualTo(most);
        }
    }

    /** Any prices, tiers that are cheaper than what is below them among them, and now and then an unknown one. */
    private static ModelPrice price(Random random) {
        List<Tier> tiers = new ArrayList<>();
        long above = 0;
        for (int i = random.nextInt(4); i > 0; i--) {
            above += 1 + tokens(random);
            tiers.add(new Tier(above, rates(random)));
        }
        return new ModelPrice(rates(random), tiers);
    }

    private static TokenRates rates(Random random) {
        return new TokenRates(
                rate(random),
                rate(random),
                rate(random),
                rate(random),
                rate(random),
                random.nextInt(4) == 0 ? TokenRates.UNKNOWN : rate(random),
                TokenRates.UNKNOWN,
                TokenRates.UNKNOWN);
    }

    private static TokenUsage within(Random random, long mostInput, long mostOutput) {
        long input = random.nextLong(mostInput + 1);
        long output = random.nextLong(mostOutput + 1);
        long read = random.nextLong(input + 1);
        long written = random.nextLong(input - read + 1);
        return new TokenUsage(
                input, read, written, output, random.nextLong(output + 1), random.nextLong(written + 1), 0, 0);
    }

    private static long rate(Random random) {
        return random.nextLong(UsdPerMillion.MOST + 1) >> random.nextInt(50);
    }

    private static long tokens(Random random) {
        return random.nextLong(1L << 40) >> random.nextInt(41);
    }
}
