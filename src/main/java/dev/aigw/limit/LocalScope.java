package dev.aigw.limit;

import dev.aigw.error.GatewayError.Limit;
import dev.aigw.limit.RateLimits.Window;
import dev.aigw.tenant.Limits;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** What this process alone admitted of one tenant, user, feature, plugin or role. */
final class LocalScope {
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final long SOON_MILLIS = 1_000;

    private final LocalWindow requests = new LocalWindow();
    private final LocalWindow tokens = new LocalWindow();
    private long day = Long.MIN_VALUE;
    private long requestsOfDay;
    private long open;
    private long usedMillis;

    /** Which limit is reached, asked as {@code admit_v2} asks. */
    Optional<Refusal> refusal(Limits share, long moreTokens, long nowMillis) {
        used(nowMillis);
        if (over(share.requestsPerDay(), requestsOfDay, 1)) {
            return refusal(Limit.REQUESTS_PER_DAY, share.requestsPerDay(), (day + 1) * DAY_MILLIS - nowMillis);
        }
        if (over(share.tokensPerMinute(), tokens.sum(nowMillis), moreTokens)) {
            long most = share.tokensPerMinute().getAsLong();
            return refusal(
                    Limit.TOKENS_PER_MINUTE,
                    share.tokensPerMinute(),
                    tokens.millisUntilFits(nowMillis, most, moreTokens));
        }
        if (over(share.requestsPerMinute(), requests.sum(nowMillis), 1)) {
            long most = share.requestsPerMinute().getAsLong();
            return refusal(
                    Limit.REQUESTS_PER_MINUTE, share.requestsPerMinute(), requests.millisUntilFits(nowMillis, most, 1));
        }
        return over(share.concurrent(), open, 1)
                ? refusal(Limit.CONCURRENT, share.concurrent(), SOON_MILLIS)
                : Optional.empty();
    }

    /** Answers the second that the tokens are counted in. */
    long admit(long moreTokens, long nowMillis) {
        used(nowMillis);
        requestsOfDay++;
        open++;
        requests.add(nowMillis, 1);
        return tokens.add(nowMillis, moreTokens);
    }

    void end(long second, long changeOfTokens) {
        open--;
        tokens.correct(second, changeOfTokens);
    }

    Window requests(Limits share, long nowMillis) {
        return window(requests, share.requestsPerMinute().orElse(0), nowMillis);
    }

    Optional<Window> tokens(Limits share, long nowMillis) {
        return share.tokensPerMinute().isEmpty()
                ? Optional.empty()
                : Optional.of(window(tokens, share.tokensPerMinute().getAsLong(), nowMillis));
    }

    boolean isOpen() {
        return open > 0;
    }

    long usedMillis() {
        return usedMillis;
    }

    private void used(long nowMillis) {
        usedMillis = nowMillis;
        long today = Math.floorDiv(nowMillis, DAY_MILLIS);
        if (today > day || today < day - 1) { // a clock that goes back over midnight stays in the later day
            day = today;
            requestsOfDay = 0;
        }
    }

    private static Window window(LocalWindow counted, long most, long nowMillis) {
        return new Window(most, Math.max(0, most - counted.sum(nowMillis)), counted.millisUntilEmpty(nowMillis));
    }

    private static boolean over(OptionalLong most, long had, long more) {
        return most.isPresent() && had + more > most.getAsLong();
    }

    private static Optional<Refusal> refusal(Limit limit, OptionalLong allowed, long millis) {
        return Optional.of(new Refusal(limit, allowed.getAsLong(), Duration.ofMillis(Math.max(1, millis))));
    }

    /**
     * Why not.
     *
     * @param allowed of this process's share
     */
    record Refusal(Limit limit, long allowed, Duration retryAfter) {}
}
