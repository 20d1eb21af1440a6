package dev.aigw.usage;

import dev.aigw.bus.Address;
import dev.aigw.bus.BusMessage;
import io.vertx.core.buffer.Buffer;
import java.time.LocalDate;

/** What tenants are told of their own account; may be a few seconds old. */
public interface Accounts {
    /** One address per process. */
    Address<AskSpent, Spending.Spent> SPENT = new Address<>("account.spent");

    /** One address per process. Fails with {@code invalid_request} when there would be too many rows. */
    Address<AskUsage, Usage> USAGE = new Address<>("account.usage");

    /**
     * What did the tenant spend?
     *
     * @param day the UTC day that is today, which is also of the month
     */
    record AskSpent(long tenantId, LocalDate day) implements BusMessage {}

    record AskUsage(UsageQuery query) implements BusMessage {}

    /**
     * What was used.
     *
     * @param json the members {@code rows} and {@code totals}, without braces around them
     */
    record Usage(Buffer json) implements BusMessage {}
}
