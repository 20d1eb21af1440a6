package dev.aigw.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.aigw.error.GatewayException;
import dev.aigw.usage.UsageQuery.By;
import io.vertx.core.MultiMap;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageParametersTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);

    @Test
    void asksForThisMonthDayByDayUnlessToldOtherwise() {
        UsageParameters asked = UsageParameters.read(MultiMap.caseInsensitiveMultiMap(), TODAY);

        assertThat(asked.from()).isEqualTo("2026-11-01");
        assertThat(asked.to()).isEqualTo(TODAY);
        assertThat(asked.by()).containsExactly(By.DAY);
    }

    @Test
    void takesDaysAndGroups() {
        MultiMap given = MultiMap.caseInsensitiveMultiMap()
                .add("from", "2026-01-01")
                .add("to", "2026-12-31")
                .add("by", "model,feature");

        UsageParameters asked = UsageParameters.read(given, TODAY);

        assertThat(asked.by()).containsExactly(By.MODEL, By.FEATURE);
        assertThat(asked.query("blog").to()).isEqualTo("2027-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "from,yesterday",
        "from,2026-12-01",
        "from,2020-01-01",
        "to,24.11.2026",
        "to,1900-01-01",
        "by,tenant",
        "by,day|day",
        "by,''",
        "by,day|model|user|role",
        "form,2026-01-01"
    })
    void namesWhatItCannotTake(String name, String value) {
        MultiMap given = MultiMap.caseInsensitiveMultiMap().add(name, value.replace('|', ','));

        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> UsageParameters.read(given, TODAY))
                .satisfies(refused -> assertThat(refused.error().toString()).contains(name));
    }
}
