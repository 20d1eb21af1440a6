package dev.aigw.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.error.GatewayError.Limit;
import dev.aigw.limit.LocalLimits.Ask;
import dev.aigw.limit.LocalLimits.Ended;
import dev.aigw.limit.RateLimits.Reservation;
import dev.aigw.limit.RateLimits.Reservation.Denied;
import dev.aigw.limit.RateLimits.Reservation.Granted;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.tenant.Limits;
import dev.aigw.tenant.SubLimit;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalSharesTest {
    private static final long DAY = Duration.ofDays(1).toMillis();
    /** Some noon. */
    private static final long NOON = 20_000 * DAY + DAY / 2;

    private final LocalShares shares = new LocalShares(Duration.ofSeconds(60));

    @Test
    void admitsTheShareOfAMinuteAndSaysWhenThereIsMore() {
        shares.processes(3);
        Requests some = Requests.of(1, Limits.requests(10, 1_000));

        assertThat(granted(some, 20, NOON)).isEqualTo(3);

        Denied denied = (Denied) decide(some.next(), NOON);
        assertThat(denied.limit()).isEqualTo(Limit.REQUESTS_PER_MINUTE);
        assertThat(denied.allowed()).isEqualTo(3);
        assertThat(denied.requests().remaining()).isZero();
        assertThat(granted(some, 20, NOON + denied.retryAfter().orElseThrow().toMillis()))
                .isEqualTo(3);
    }

    @Test
    void admitsOneWhereTheShareWouldBeNone() {
        shares.processes(100);

        assertThat(granted(Requests.of(1, Limits.requests(10, 1_000)), 5, NOON)).isEqualTo(1);
    }

    @Test
    void beginsTheDayAtMidnightUtc() {
        Requests some = Requests.of(1, Limits.requests(1_000, 2));
        long evening = 20_001 * DAY - 5_000;
        assertThat(granted(some, 5, evening)).isEqualTo(2);

        Denied denied = (Denied) decide(some.next(), evening);

        assertThat(denied.limit()).isEqualTo(Limit.REQUESTS_PER_DAY);
        assertThat(denied.retryAfter()).contains(Duration.ofSeconds(5));
        assertThat(granted(some, 5, evening + 5_000)).isEqualTo(2);
    }

    @Test
    void countsTokensAsTheyCameTo() {
        Requests some = Requests.of(1, Requests.tokens(1_000)).withTokens(600);
        Reserve first = some.next();
        decide(first, NOON);
        assertThat(((Denied) decide(some.next(), NOON)).limit()).isEqualTo(Limit.TOKENS_PER_MINUTE);

        shares.ended(new Ended(first.id(), 100, 0, true), NOON + 1_000);

        assertThat(decide(some.next(), NOON + 2_000)).isInstanceOf(Granted.class);
        assertThat(decide(some.next(), NOON + 2_000)).isInstanceOf(Denied.class);
    }

    @Test
    void holdsNoMoreAtOnceThanTheShare() {
        Requests some = Requests.of(1, Requests.concurrent(4));
        shares.processes(2);
        Reserve first = some.next();
        decide(first, NOON);
        decide(some.next(), NOON);
        assertThat(((Denied) decide(some.next(), NOON)).limit()).isEqualTo(Limit.CONCURRENT);

        shares.ended(new Ended(first.id(), 0, 0, true), NOON);

        assertThat(granted(some, 5, NOON)).isEqualTo(1);
    }

    @Test
    void countsNothingAnywhereWhenOneScopeIsFull() {
        Requests user =
                Requests.of(1, Limits.requests(3, 1_000)).and(SubLimit.By.USER, "u1", Limits.requests(1, 1_000));
        Requests other =
                Requests.of(1, Limits.requests(3, 1_000)).and(SubLimit.By.USER, "u2", Limits.requests(5, 1_000));

        assertThat(granted(user, 10, NOON)).isEqualTo(1);

        assertThat(granted(other, 10, NOON)).isEqualTo(2);
    }

    @Test
    void spendsItsShareOfWhatWasLeftToTheNano() {
        shares.processes(2);
        Requests some = Requests.of(1, Requests.budget(1_000_000)).withCost(100);

        long granted = IntStream.range(0, 50)
                .filter(i -> shares.decide(new Ask(some.next(), OptionalLong.of(1_001)), NOON) instanceof Granted)
                .count();

        assertThat(granted).isEqualTo(5);
    }

    @Test
    void givesBackWhatACallDidNotCostAndNoMore() {
        Requests some = Requests.of(1, Requests.budget(1_000_000)).withCost(100);
        Reserve first = some.next();
        assertThat(shares.decide(new Ask(first, OptionalLong.of(100)), NOON)).isInstanceOf(Granted.class);
        shares.ended(new Ended(first.id(), 0, 40, true), NOON);
        shares.ended(new Ended(first.id(), 0, 40, true), NOON);

        Reservation tooMuch = shares.decide(new Ask(some.withCost(61).next(), OptionalLong.of(100)), NOON);
        Reservation rest = shares.decide(new Ask(some.withCost(60).next(), OptionalLong.of(100)), NOON);

        assertThat(tooMuch).isInstanceOf(Reservation.Unavailable.class);
        assertThat(rest).isInstanceOf(Granted.class);
    }

    @Test
    void believesTheLeastThatAnyLaneSawLeft() {
        Requests some = Requests.of(1, Requests.budget(1_000_000)).withCost(100);
        shares.decide(new Ask(some.next(), OptionalLong.of(1_000)), NOON);
        shares.decide(new Ask(some.withCost(0).next(), OptionalLong.of(150)), NOON);

        assertThat(shares.decide(new Ask(some.next(), OptionalLong.of(1_000)), NOON))
                .isInstanceOf(Reservation.Unavailable.class);
    }

    @Test
    void doesNotSpendWhatNobodyKnows() {
        Requests some = Requests.of(1, Requests.budget(1_000_000)).withCost(1);

        assertThat(shares.decide(new Ask(some.next(), OptionalLong.empty()), NOON))
                .isInstanceOf(Reservation.Unavailable.class);
    }

    /** Whoever is forgotten would have his share anew. */
    @Test
    void remembersMoneyForAsLongAsTheOutageLasts() {
        Requests some = Requests.of(1, Requests.budget(1_000_000)).withCost(100);
        Ask ask = new Ask(some.next(), OptionalLong.of(100));
        shares.decide(ask, NOON);
        shares.ended(new Ended(ask.reserve().id(), 0, 100, true), NOON);

        shares.forget(NOON + 3_600_000);
        Reservation later = shares.decide(new Ask(some.next(), OptionalLong.of(100)), NOON + 3_600_000);

        assertThat(later).isInstanceOf(Reservation.Unavailable.class);
    }

    @Test
    void servesARequestIdOnce() {
        Requests some = Requests.of(1, Limits.requests(100, 1_000)).withClaim("id-1", "body");
        Reserve first = some.next();
        assertThat(decide(first, NOON)).isInstanceOf(Granted.class);

        assertThat(decide(some.next(), NOON)).isInstanceOf(Reservation.NotKept.class);
        assertThat(decide(some.withClaim("id-1", "another").next(), NOON)).isInstanceOf(Reservation.Reused.class);
        shares.ended(new Ended(first.id(), 0, 0, false), NOON + 10_000);
        assertThat(decide(some.next(), NOON + 70_000)).isInstanceOf(Reservation.NotKept.class);
        assertThat(decide(some.next(), NOON + 70_001)).isInstanceOf(Granted.class);
    }

    @Test
    void letsARequestThatFailedBeTriedAgain() {
        Requests some = Requests.of(1, Limits.requests(100, 1_000)).withClaim("id-1", "body");
        Reserve first = some.next();
        decide(first, NOON);

        shares.ended(new Ended(first.id(), 0, 0, true), NOON);

        assertThat(decide(some.next(), NOON)).isInstanceOf(Granted.class);
    }

    @Test
    void forgetsWhoWasNotSeenForTwoMinutesUnlessACallIsUnderWay() {
        Reserve ended = Requests.of(1, Requests.concurrent(1)).next();
        decide(ended, NOON);
        shares.ended(new Ended(ended.id(), 0, 0, true), NOON);
        decide(Requests.of(2, Requests.concurrent(1)).next(), NOON);

        shares.forget(NOON + 120_001);

        assertThat(shares.scopes()).isEqualTo(1);
        assertThat(decide(Requests.of(2, Requests.concurrent(1)).next(), NOON + 120_001))
                .isInstanceOf(Denied.class);
    }

    @Test
    void keepsNoMoreScopesThanItMay() {
        LocalShares small = new LocalShares(Duration.ofSeconds(60), 100);

        for (int user = 0; user < 1_000; user++) {
            small.decide(
                    new Ask(
                            Requests.of(1, Limits.requests(10_000, 10_000))
                                    .and(SubLimit.By.USER, "u" + user, Limits.requests(5, 5))
                                    .next(),
                            OptionalLong.empty()),
                    NOON);
        }

        assertThat(small.scopes()).isEqualTo(100);
    }

    private long granted(Requests some, int times, long at) {
        return IntStream.range(0, times)
                .filter(i -> decide(some.next(), at) instanceof Granted)
                .count();
    }

    private Reservation decide(Reserve reserve, long at) {
        return shares.decide(new Ask(reserve, OptionalLong.empty()), at);
    }
}
