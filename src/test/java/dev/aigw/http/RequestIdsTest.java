package dev.aigw.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {
    private final RequestIds ids = new RequestIds();

    @Test
    void makesIdsThatNobodyHas() {
        Set<String> seen = new HashSet<>();

        for (int i = 0; i < 10_000; i++) {
            seen.add(ids.next());
        }

        assertThat(seen).hasSize(10_000).allMatch(id -> id.matches("req_[0-9a-z]{24}"));
    }

    @Test
    void makesEventIdsThatSortByTime() {
        UUID earlier = ids.nextEvent(1_700_000_000_000L);
        UUID later = ids.nextEvent(1_700_000_000_001L);

        assertThat(earlier.toString()).isLessThan(later.toString());
        assertThat(earlier.version()).isEqualTo(7);
        assertThat(earlier.variant()).isEqualTo(2);
    }

    @Test
    void prefersTheIdempotencyKeyToTheRequestId() {
        MultiMap headers =
                MultiMap.caseInsensitiveMultiMap().set("X-Request-Id", "second").set("Idempotency-Key", "first");

        assertThat(RequestIds.ofHeaders(headers)).contains("first");
    }

    @Test
    void hasNoneWhereThereIsNone() {
        assertThat(RequestIds.ofHeaders(MultiMap.caseInsensitiveMultiMap().set("x-request-id", "")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tab\there", "umlaut-\u00fc", "\u007f"})
    void refusesBytesThatCannotBeAnId(String id) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().set("x-request-id", id);

        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> RequestIds.ofHeaders(headers))
                .extracting(GatewayException::error)
                .isInstanceOfSatisfying(
                        GatewayError.InvalidRequest.class,
                        error -> assertThat(error.field()).contains("x-request-id"));
    }

    @Test
    void refusesAnIdThatIsTooLong() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().set("x-request-id", "x".repeat(257));

        assertThatExceptionOfType(GatewayException.class).isThrownBy(() -> RequestIds.ofHeaders(headers));
    }
}
