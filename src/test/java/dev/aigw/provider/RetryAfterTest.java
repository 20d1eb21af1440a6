package dev.aigw.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    @Test
    void believesMillisecondsBeforeSeconds() {
        MultiMap headers = headers().set("retry-after", "3").set("retry-after-ms", "250");

        assertThat(Providers.retryAfter(headers)).contains(Duration.ofMillis(250));
    }

    @Test
    void readsSecondsWithAFraction() {
        assertThat(Providers.retryAfter(headers().set("retry-after", "1.5"))).contains(Duration.ofMillis(1_500));
    }

    @Test
    void capsWhatIsAbsurd() {
        assertThat(Providers.retryAfter(headers().set("retry-after", "99999999")))
                .contains(Duration.ofDays(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "NaN", "Infinity", "1e300", "Fri, 01 Jan 2027 00:00:00 GMT"})
    void takesNonsenseAsNotSaid(String value) {
        assertThat(Providers.retryAfter(headers().set("retry-after", value))).isEmpty();
    }

    private static MultiMap headers() {
        return MultiMap.caseInsensitiveMultiMap();
    }
}
