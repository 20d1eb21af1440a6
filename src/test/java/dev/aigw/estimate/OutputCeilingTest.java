package dev.aigw.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.tenant.Policy;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OutputCeilingTest {
    @DisplayName("the ceiling is the request's, else the model's, else the tenant's default, never above any maximum")
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                // request, model, default, tenant's maximum, token's: tokens, splice
                "   100,   4096,     ,      ,     :   100, false",
                "  9000,   4096,     ,      ,     :  4096, false", // the model cannot write more, or refuses
                "  9000,      0,     ,      ,     :  9000, false",
                "  9000,      0,  100,      ,     :  9000, false", // a default is for those who say nothing
                "      ,   4096,     ,      ,     :  4096, false",
                "      ,   4096,  100,      ,     :  4096, false",
                "      ,      0,  100,      ,     :   100, true",
                "      ,      0,     ,      ,     :  8192, true",
                "   100,   4096,     ,   100,     :   100, false",
                "   101,   4096,     ,   100,     :   100, true",
                "      ,   4096,     ,   100,     :   100, true",
                "      ,   4096,     ,  4096,     :  4096, false",
                "      ,      0,  500,   100,     :   100, true",
                "      ,      0,     ,  9000,     :  8192, true",
                "   100,   4096,     ,      ,   50:    50, true",
                "      ,   4096,     ,   100,   50:    50, true",
                "      ,   4096,     ,    50,  100:    50, true",
                "    10,   4096,     ,    50,  100:    10, false",
                "10000000,    0,     ,      ,     : 10000000, false",
                "      , 99999999999, ,      ,     : 10000000, true"
            })
    void followsTheOrder(String row) {
        String[] sides = row.split(":");
        long[] given = numbers(sides[0]);
        String[] expected = sides[1].split(",");
        Policy policy = new Policy(
                optional(given[2]),
                optional(given[3]),
                Policy.DEFAULT.unknownPrice(),
                Policy.DEFAULT.limiterLoss(),
                Policy.LIST_PRICE);

        OutputCeiling ceiling = OutputCeiling.of(optional(given[0]), Math.max(0, given[1]), policy, optional(given[4]));

        assertThat(ceiling)
                .isEqualTo(new OutputCeiling(
                        Long.parseLong(expected[0].strip()), Boolean.parseBoolean(expected[1].strip())));
    }

    private static OptionalLong optional(long value) {
        return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static long[] numbers(String cells) {
        String[] columns = cells.split(",", -1);
        long[] numbers = new long[columns.length];
        for (int i = 0; i < columns.length; i++) {
            numbers[i] = columns[i].isBlank() ? -1 : Long.parseLong(columns[i].strip());
        }
        return numbers;
    }
}
