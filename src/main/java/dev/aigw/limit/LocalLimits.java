package dev.aigw.limit;

import dev.aigw.bus.Address;
import dev.aigw.bus.BusMessage;
import dev.aigw.bus.Topic;
import dev.aigw.limit.RateLimits.Reservation;
import dev.aigw.limit.RateLimits.Reserve;
import java.util.OptionalLong;
import java.util.UUID;

/** What a process says to itself about limits while Redis does not answer. */
interface LocalLimits {
    /** One address per process. */
    Address<Ask, Reservation> RESERVE = new Address<>("limit.local.reserve");

    /** One topic per process. */
    Topic<Ended> END = new Topic<>("limit.local.end");

    /** One topic for all: how many processes share the limits. */
    Topic<Processes> PROCESSES = new Topic<>("limit.processes");

    /**
     * Asks to admit a request under this process's share of each limit.
     *
     * @param budgetLeftNanos what was left of the budgets when Redis last answered; absent when that is not known
     */
    record Ask(Reserve reserve, OptionalLong budgetLeftNanos) implements BusMessage {}

    /**
     * A request that was admitted here is over.
     *
     * @param forgotten the same request id may be tried again
     */
    record Ended(UUID reservation, long tokens, long costNanos, boolean forgotten) implements BusMessage {
        boolean costNothing() {
            return tokens == 0 && costNanos == 0;
        }
    }

    record Processes(int count) implements BusMessage {}
}
