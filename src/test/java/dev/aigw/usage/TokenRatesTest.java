package dev.aigw.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.aigw.dialect.TokenUsage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenRatesTest {
    private static final long DOLLAR = 1_000_000_000;

    @Test
    void pricesPlainTokensByHand() {
        TokenRates mini = TokenRates.of(UsdPerMillion.parse("0.15"), UsdPerMillion.parse("0.6"));

        long cost = mini.costNanos(new TokenUsage(1_000, 0, 0, 500, 0));

        // 1,000 x 150 nano-dollars and 500 x 600.
        assertThat(cost).isEqualTo(450_000);
    }

    @Test
    void pricesCachedInputAndReasoningAsParts() {
        TokenRates rates = new TokenRates(3 * DOLLAR, 15 * DOLLAR, 300_000_000, 3_750_000_000L, 20 * DOLLAR);

        long cost = rates.costNanos(new TokenUsage(100, 60, 30, 50, 20));

        // 10 plain at 3000, 60 read at 300, 30 written at 3750, 30 out at 15000, 20 reasoned at 20000 nano-dollars.
        assertThat(cost).isEqualTo(30_000 + 18_000 + 112_500 + 450_000 + 400_000);
    }

    @Test
    void roundsUpOnceSoThatNothingWithAPriceIsFree() {
        TokenRates tiny = TokenRates.of(1, 1);

        assertThat(tiny.costNanos(new TokenUsage(1, 0, 0, 0, 0))).isEqualTo(1);
        assertThat(tiny.costNanos(new TokenUsage(500_000, 0, 0, 500_000, 0))).isEqualTo(1);
        assertThat(tiny.costNanos(new TokenUsage(500_000, 0, 0, 500_001, 0))).isEqualTo(2);
    }

    @Test
    void costsNothingWithoutTokensOrWithoutRates() {
        assertThat(TokenRates.of(5, 5).costNanos(TokenUsage.NONE)).isZero();
        assertThat(TokenRates.of(0, 0).costNanos(new TokenUsage(9, 0, 0, 9, 0))).isZero();
    }

    @Test
    void neverPaysBackForUsageThatDoesNotAddUp() {
        TokenRates rates = TokenRates.of(2 * DOLLAR, 4 * DOLLAR);

        long cost = rates.costNanos(new TokenUsage(10, 30, -5, -7, 3));

        assertThat(cost).isEqualTo(30 * 2_000 + 3 * 4_000);
    }

    @Test
    void saturatesWhereALongEnds() {
        TokenRates dear = TokenRates.of(UsdPerMillion.MOST, UsdPerMillion.MOST);

        long cost = dear.costNanos(new TokenUsage(Long.MAX_VALUE, 0, 0, Long.MAX_VALUE, 0));

        assertThat(cost).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void refusesRatesThatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> TokenRates.of(-1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> TokenRates.of(0, UsdPerMillion.MOST + 1));
    }

    @Test
    void agreesWithUnboundedDecimalsOnAnyUsage() {
        Random random = new Random(20_261_123);
        for (int round = 0; round < 20_000; round++) {
            TokenRates rates = new TokenRates(rate(random), rate(random), rate(random), rate(random), rate(random));
            long read = tokens(random);
            long written = tokens(random);
            long reasoned = tokens(random);
            TokenUsage usage =
                    new TokenUsage(read + written + tokens(random), read, written, reasoned + tokens(random), reasoned);

            long cost = rates.costNanos(usage);

            assertThat(cost).as("%s %s", rates, usage).isEqualTo(exact(rates, usage));
        }
    }

    private static long exact(TokenRates rates, TokenUsage usage) {
        BigDecimal sum = product(usage.input() - usage.cacheRead() - usage.cacheWrite(), rates.input())
                .add(product(usage.cacheRead(), rates.cacheRead()))
                .add(product(usage.cacheWrite(), rates.cacheWrite()))
                .add(product(usage.output() - usage.reasoning(), rates.output()))
                .add(product(usage.reasoning(), rates.reasoning()));
        return sum.movePointLeft(6)
                .setScale(0, RoundingMode.CEILING)
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValueExact();
    }

    private static BigDecimal product(long tokens, long rate) {
        return BigDecimal.valueOf(tokens).multiply(BigDecimal.valueOf(rate));
    }

    /** Of every magnitude, so that both sides of each threshold are met. */
    private static long rate(Random random) {
        return random.nextLong(UsdPerMillion.MOST + 1) >> random.nextInt(50);
    }

    private static long tokens(Random random) {
        return random.nextLong(1L << 40) >> random.nextInt(41);
    }
}
