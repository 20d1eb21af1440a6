package dev.aigw.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

    @ParameterizedTest
    @CsvSource({"port, port, 0", "prot, port, 1", "por, port, 1", "ports, port, 1", "part, port, 1", "'', port, 4"})
    void countsEdits(String one, String other, int edits) {
        assertThat(Nearest.distance(one, other)).isEqualTo(edits);
        assertThat(Nearest.distance(other, one)).isEqualTo(edits);
    }

    @Test
    void suggestsTheNearestAndNothingFarAway() {
        Set<String> known = Set.of("max-body", "max-url", "host", "port");

        assertThat(Nearest.to("maxbody", known)).contains("max-body");
        assertThat(Nearest.to("hots", known)).contains("host");
        assertThat(Nearest.to("something-else", known)).isEmpty();
    }
}
