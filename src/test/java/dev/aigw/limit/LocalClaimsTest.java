package dev.aigw.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.limit.RateLimits.Claim;
import dev.aigw.limit.RateLimits.Reservation;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LocalClaimsTest {
    private static final long NOW = 1_000_000;

    private final LocalClaims claims = new LocalClaims(Duration.ofSeconds(60), 10);

    @Test
    void remembersTheCallOfATokenForOneUntilThatIsOver() {
        Claim once = new Claim("id", "body", OptionalLong.of(NOW + 600_000));
        claims.begin(1, once);

        claims.end(1, once, false, NOW);
        claims.forget(NOW + 599_000);

        assertThat(claims.known(1, once, NOW + 599_000)).contains(new Reservation.NotKept());
        assertThat(claims.known(1, new Claim("id", "other"), NOW + 599_000)).contains(new Reservation.Reused());
        assertThat(claims.known(1, once, NOW + 600_001)).isEmpty();
    }

    @Test
    void remembersAnyOtherCallAsLongAsAnswersAreKept() {
        Claim claim = new Claim("id", "body");
        claims.begin(1, claim);

        claims.end(1, claim, false, NOW);

        assertThat(claims.known(1, claim, NOW + 59_000)).isPresent();
        assertThat(claims.known(1, claim, NOW + 61_000)).isEmpty();
    }
}
