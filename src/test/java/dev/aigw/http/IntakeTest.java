package dev.aigw.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.error.GatewayError;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private final Intake intake = new Intake(2);

    @Test
    void refusesBeyondItsPlacesUntilOneLeaves() {
        intake.enter();
        intake.enter();

        assertThat(intake.enter()).containsInstanceOf(GatewayError.Overloaded.class);

        intake.leave();

        assertThat(intake.enter()).isEmpty();
    }

    @Test
    void refusesNewWorkWhileRowsPileUp() {
        intake.backlog(true);

        assertThat(intake.enter()).containsInstanceOf(GatewayError.Overloaded.class);

        intake.backlog(false);

        assertThat(intake.enter()).isEmpty();
    }

    @Test
    void tellsWhenTheLastHasLeftAfterDrainingBegan() {
        AtomicInteger idle = new AtomicInteger();
        intake.enter();

        intake.drain(idle::incrementAndGet);

        assertThat(idle).hasValue(0);
        assertThat(intake.enter()).containsInstanceOf(GatewayError.Draining.class);

        intake.leave();

        assertThat(idle).hasValue(1);
    }

    @Test
    void isIdleAtOnceWhenNothingIsUnderWay() {
        AtomicInteger idle = new AtomicInteger();

        intake.drain(idle::incrementAndGet);

        assertThat(idle).hasValue(1);
    }
}
