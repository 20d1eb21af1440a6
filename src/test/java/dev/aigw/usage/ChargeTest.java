package dev.aigw.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChargeTest {

    @Test
    void chargesTheListCostToATenantWithoutMarkUp() {
        assertThat(Charge.nanos(123_456_789, 1_000_000)).isEqualTo(123_456_789);
    }

    @Test
    void addsAMarkUpAndTakesADiscountRoundedUp() {
        assertThat(Charge.nanos(1_000, 1_250_000)).isEqualTo(1_250);
        assertThat(Charge.nanos(1_001, 1_250_000)).isEqualTo(1_252);
        assertThat(Charge.nanos(1_001, 900_000)).isEqualTo(901);
        assertThat(Charge.nanos(1, 1)).isEqualTo(1);
    }

    @Test
    void chargesNothingWhereTheFactorIsNothing() {
        assertThat(Charge.nanos(1_000, 0)).isZero();
    }

    @Test
    void keepsAnUnknownCostUnknown() {
        Charge charge = Charge.of(OptionalLong.empty(), 2_000_000);

        assertThat(charge).isEqualTo(Charge.UNKNOWN);
        assertThat(charge.costNanos()).isEmpty();
    }

    @Test
    void tellsBothCosts() {
        Charge charge = Charge.of(OptionalLong.of(10), 2_000_000);

        assertThat(charge.listNanos()).hasValue(10);
        assertThat(charge.costNanos()).hasValue(20);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> Charge.nanos(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Charge.nanos(1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Charge(OptionalLong.of(1), OptionalLong.empty()));
    }

    @Test
    void agreesWithUnboundedDecimalsOnAnyCostAndFactor() {
        Random random = new Random(7);
        for (int round = 0; round < 50_000; round++) {
            long list = random.nextLong() >>> (1 + random.nextInt(62));
            long factor = random.nextLong() >>> (1 + random.nextInt(62));

            long charged = Charge.nanos(list, factor);

            BigDecimal exact = BigDecimal.valueOf(list)
                    .multiply(BigDecimal.valueOf(factor))
                    .movePointLeft(6)
                    .setScale(0, RoundingMode.CEILING)
                    .min(BigDecimal.valueOf(Long.MAX_VALUE));
            assertThat(charged).as("%s x %s ppm", list, factor).isEqualTo(exact.longValueExact());
        }
    }
}
