package dev.aigw.limit;

import dev.aigw.bus.Address;
import dev.aigw.bus.BusMessage;
import dev.aigw.error.GatewayError.RateLimit;
import java.time.Duration;

/** What the rate limiter of a lane says over the bus. */
public interface RateLimits {
    /** One address per lane. */
    Address<Reserve, Reservation> RESERVE = new Address<>("limit.reserve");

    /** Asks to count one request of the tenant against all its limits, or against none. */
    record Reserve(long tenantId, long requestsPerMinute, long requestsPerDay) implements BusMessage {}

    /** The limiter's verdict; a refusal is a value, not an exception. */
    sealed interface Reservation extends BusMessage {

        /**
         * It may pass, and is counted.
         *
         * @param perMinute requests per minute that held for this request
         * @param remaining how many more could pass right now
         * @param resetMillis until the minute is empty again if nothing more comes
         */
        record Granted(long perMinute, long remaining, long resetMillis) implements Reservation {}

        /**
         * It may not pass, and counts nowhere.
         *
         * @param which the limit that is reached, and how much it allows
         */
        record Denied(
                RateLimit which, long allowed, long perMinute, long remaining, long resetMillis, Duration retryAfter)
                implements Reservation {}

        /** The limiter's store did not answer in time. */
        record Unavailable(Duration retryAfter) implements Reservation {}
    }
}
