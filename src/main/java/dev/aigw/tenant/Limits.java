package dev.aigw.tenant;

import java.util.OptionalLong;

/**
 * How much passes; an absent limit does not hold.
 *
 * @param requestsPerMinute in any 60 s window
 * @param requestsPerDay per UTC day
 * @param tokensPerMinute input and output together, in any 60 s window
 * @param concurrent requests under way at once
 * @param budget what may be spent
 */
public record Limits(
        OptionalLong requestsPerMinute,
        OptionalLong requestsPerDay,
        OptionalLong tokensPerMinute,
        OptionalLong concurrent,
        Tenant.Budget budget) {

    /** What a new tenant has. */
    public static final Limits DEFAULT = requests(60, 5_000);

    public static final Limits NONE = new Limits(
            OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), Tenant.Budget.NONE);

    /** Only requests are limited. */
    public static Limits requests(long perMinute, long perDay) {
        return new Limits(
                OptionalLong.of(perMinute),
                OptionalLong.of(perDay),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Tenant.Budget.NONE);
    }

    /** Of each limit the smaller. */
    public Limits narrowedBy(Limits other) {
        return LimitField.limits(field -> smaller(field.of(this), field.of(other)));
    }

    private static OptionalLong smaller(OptionalLong one, OptionalLong other) {
        return one.isEmpty() || (other.isPresent() && other.getAsLong() < one.getAsLong()) ? other : one;
    }

    /** The same, but no more requests a minute than this. */
    public Limits withRequestsPerMinute(long most) {
        return new Limits(OptionalLong.of(most), requestsPerDay, tokensPerMinute, concurrent, budget);
    }
}
