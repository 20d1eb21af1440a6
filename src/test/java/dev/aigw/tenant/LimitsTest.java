package dev.aigw.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LimitsTest {
    @Test
    void takesOfEachLimitTheSmaller() {
        Limits set = new Limits(
                OptionalLong.of(10),
                OptionalLong.empty(),
                OptionalLong.of(7),
                OptionalLong.empty(),
                Tenant.Budget.NONE);
        Limits told = new Limits(
                OptionalLong.of(20), OptionalLong.of(5), OptionalLong.of(6), OptionalLong.empty(), Tenant.Budget.NONE);

        Limits both = set.narrowedBy(told);

        assertThat(both)
                .isEqualTo(new Limits(
                        OptionalLong.of(10),
                        OptionalLong.of(5),
                        OptionalLong.of(6),
                        OptionalLong.empty(),
                        Tenant.Budget.NONE))
                .isEqualTo(told.narrowedBy(set));
    }
}
