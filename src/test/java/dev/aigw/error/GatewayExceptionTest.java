package dev.aigw.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GatewayExceptionTest {
    /** Trap: a trace per refused request is a hot spot. */
    @Test
    void carriesNoStackTrace() {
        GatewayException refusal = new GatewayException(new GatewayError.InvalidToken());

        refusal.fillInStackTrace();

        assertThat(refusal.getStackTrace()).isEmpty();
        assertThat(refusal.error()).isEqualTo(new GatewayError.InvalidToken());
    }

    @Test
    void saysWhatWentWrongToThoseWhoReadLogs() {
        GatewayException refusal = new GatewayException(GatewayError.InvalidRequest.of("model", "It is not known."));

        assertThat(refusal).hasMessageContaining("model").hasMessageContaining("It is not known.");
    }
}
