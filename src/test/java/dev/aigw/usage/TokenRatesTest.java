package dev.aigw.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.aigw.config.UsdPerMillion;
import dev.aigw.dialect.TokenUsage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenRatesTest {
    private static final long DOLLAR = 1_000_000_000;

    @Test
    void pricesPlainTokensByHand() {
        TokenRates mini = TokenRates.of(UsdPerMillion.parse("0.15"), UsdPerMillion.parse("0.6"));

        OptionalLong cost = mini.costNanos(new TokenUsage(1_000, 0, 0, 500, 0));

        // 1,000 x 150 nano-dollars and 500 x 600.
        assertThat(cost).hasValue(450_000);
    }

    @Test
    void pricesCachedInputAndReasoningAsParts() {
        TokenRates rates = new TokenRates(3 * DOLLAR, 15 * DOLLAR, 300_000_000, 3_750_000_000L, 20 * DOLLAR);

        OptionalLong cost = rates.costNanos(new TokenUsage(100, 60, 30, 50, 20));

        // 10 plain at 3000, 60 read at 300, 30 written at 3750, 30 out at 15000, 20 reasoned at 20000 nano-dollars.
        assertThat(cost).hasValue(30_000 + 18_000 + 112_500 + 450_000 + 400_000);
    }

    @Test
    void roundsUpOnceSoThatNothingWithAPriceIsFree() {
        TokenRates tiny = TokenRates.of(1, 1);

        assertThat(tiny.costNanos(new TokenUsage(1, 0, 0, 0, 0))).hasValue(1);
        assertThat(tiny.costNanos(new TokenUsage(500_000, 0, 0, 500_000, 0))).hasValue(1);
        assertThat(tiny.costNanos(new TokenUsage(500_000, 0, 0, 500_001, 0))).hasValue(2);
    }

    @Test
    void costsNothingWithoutTokensOrWithoutRates() {
        assertThat(TokenRates.of(5, 5).costNanos(TokenUsage.NONE)).hasValue(0);
        assertThat(TokenRates.of(0, 0).costNanos(new TokenUsage(9, 0, 0, 9, 0))).hasValue(0);
    }

    @Test
    void neverPaysBackForUsageThatDoesNotAddUp() {
        TokenRates rates = TokenRates.of(2 * DOLLAR, 4 * DOLLAR);

        OptionalLong cost = rates.costNanos(new TokenUsage(10, 30, -5, -7, 3));

        assertThat(cost).hasValue(30 * 2_000 + 3 * 4_000);
    }

    @Test
    void saturatesWhereALongEnds() {
        TokenRates dear = TokenRates.of(UsdPerMillion.MOST, UsdPerMillion.MOST);

        OptionalLong cost = dear.costNanos(new TokenUsage(Long.MAX_VALUE, 0, 0, Long.MAX_VALUE, 0));

        assertThat(cost).hasValue(Long.MAX_VALUE);
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
            TokenRates rates = rates(random);
            TokenUsage usage = usage(random);

            OptionalLong cost = rates.costNanos(usage);

            assertThat(cost).as("%s %s", rates, usage).hasValue(exact(rates, usage));
        }
    }

    @Test
    void pricesSoundAndAnHourInTheCacheApart() {
        TokenRates rates = new TokenRates(
                3 * DOLLAR, 15 * DOLLAR, DOLLAR, 4 * DOLLAR, 15 * DOLLAR, 6 * DOLLAR, 40 * DOLLAR, 80 * DOLLAR);

        OptionalLong cost = rates.costNanos(new TokenUsage(100, 10, 50, 60, 5, 20, 8, 30));

        // Input: 32 plain, 10 read, 30 written for minutes, 20 for an hour, 8 of sound; output: 25 plain, 5 reasoned,
        // 30 spoken.
        assertThat(cost).hasValue(1_000 * (32 * 3 + 10 * 1 + 30 * 4 + 20 * 6 + 8 * 40 + 25 * 15 + 5 * 15 + 30 * 80));
    }

    @Test
    void knowsNoCostWhereOneKindOfTokensHasNoKnownPrice() {
        TokenRates text = TokenRates.of(3 * DOLLAR, 15 * DOLLAR);

        assertThat(text.costNanos(new TokenUsage(10, 0, 0, 10, 0, 0, 1, 0))).isEmpty();
        assertThat(text.costNanos(new TokenUsage(10, 0, 0, 10, 0, 0, 0, 1))).isEmpty();
        assertThat(text.costNanos(new TokenUsage(10, 0, 5, 10, 0, 1, 0, 0))).isEmpty();
        assertThat(text.costNanos(new TokenUsage(10, 0, 5, 10, 0))).isPresent();
    }

    @Test
    void givesAwayEveryKindOfTokensOfAFreeModelButThoseThatHaveAPrice() {
        TokenRates free = TokenRates.of(0, 0);
        TokenRates dearSound = new TokenRates(0, 0, 0, 0, 0, 0, DOLLAR, 0);

        assertThat(free.costNanos(new TokenUsage(10, 0, 5, 10, 0, 5, 5, 5))).hasValue(0);
        assertThat(dearSound.costNanos(new TokenUsage(10, 0, 0, 10, 0, 0, 5, 5)))
                .hasValue(5_000);
    }

    @Test
    void billsTheHourInTheCacheWhereOnlyItsPartIsTold() {
        TokenRates rates = new TokenRates(DOLLAR, DOLLAR, DOLLAR, DOLLAR, DOLLAR, 2 * DOLLAR, 0, 0);

        OptionalLong cost = rates.costNanos(new TokenUsage(10, 0, 0, 0, 0, 4, 0, 0));

        assertThat(cost).hasValue(6 * 1_000 + 4 * 2_000);
    }

    private static TokenRates rates(Random random) {
        return new TokenRates(
                rate(random),
                rate(random),
                rate(random),
                rate(random),
                rate(random),
                rate(random),
                rate(random),
                rate(random));
    }

    private static TokenUsage usage(Random random) {
        long read = tokens(random);
        long writtenLong = tokens(random);
        long written = writtenLong + tokens(random);
        long heard = tokens(random);
        long reasoned = tokens(random);
        long spoken = tokens(random);
        return new TokenUsage(
                read + written + heard + tokens(random),
                read,
                written,
                reasoned + spoken + tokens(random),
                reasoned,
                writtenLong,
                heard,
                spoken);
    }

    private static long exact(TokenRates rates, TokenUsage usage) {
        BigDecimal sum = product(
                        usage.input() - usage.cacheRead() - usage.cacheWrite() - usage.audioInput(), rates.input())
                .add(product(usage.cacheRead(), rates.cacheRead()))
                .add(product(usage.cacheWrite() - usage.cacheWriteLong(), rates.cacheWrite()))
                .add(product(usage.cacheWriteLong(), rates.cacheWriteLong()))
                .add(product(usage.audioInput(), rates.audioInput()))
                .add(product(usage.output() - usage.reasoning() - usage.audioOutput(), rates.output()))
                .add(product(usage.reasoning(), rates.reasoning()))
                .add(product(usage.audioOutput(), rates.audioOutput()));
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
