package dev.aigw.chat;

import dev.aigw.error.GatewayError.InvalidRequest;
import dev.aigw.error.GatewayException;
import dev.aigw.usage.UsageQuery;
import dev.aigw.usage.UsageQuery.By;
import io.vertx.core.MultiMap;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a tenant asks about its usage: first and last UTC day, and what to tell apart.
 *
 * @param from first day that counts
 * @param to last day that counts
 */
record UsageParameters(LocalDate from, LocalDate to, List<By> by) {
    private static final Set<String> KNOWN = Set.of("from", "to", "by");
    private static final int MOST_DAYS = 366;
    private static final int MOST_GROUPS = 3;
    private static final int LONGEST_NAME = 64;
    private static final LocalDate EARLIEST = LocalDate.of(2000, 1, 1);

    /** Fails with a {@link GatewayException} that names what is wrong. */
    static UsageParameters read(MultiMap parameters, LocalDate today) {
        for (String name : parameters.names()) {
            check(
                    KNOWN.contains(name),
                    name.length() > LONGEST_NAME ? "query" : name,
                    "There is no such parameter; there are from, to and by.");
            check(parameters.getAll(name).size() == 1, name, "It is given more than once.");
        }
        LocalDate to = date(parameters, "to").orElse(today);
        LocalDate from = date(parameters, "from").orElse(to.withDayOfMonth(1));
        check(!from.isAfter(to), "from", "It lies behind the last day.");
        check(
                ChronoUnit.DAYS.between(from, to) < MOST_DAYS,
                "from",
                "At most " + MOST_DAYS + " days can be asked for at once.");
        return new UsageParameters(from, to, by(Optional.ofNullable(parameters.get("by"))));
    }

    UsageQuery query(String tenant) {
        return new UsageQuery(
                from.atStartOfDay(ZoneOffset.UTC).toInstant(),
                to.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(),
                Optional.of(tenant),
                by);
    }

    private static Optional<LocalDate> date(MultiMap parameters, String name) {
        Optional<String> text = Optional.ofNullable(parameters.get(name));
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            LocalDate date = LocalDate.parse(text.get());
            check(!date.isBefore(EARLIEST) && date.getYear() < 3000, name, "There was nothing then.");
            return Optional.of(date);
        } catch (DateTimeParseException e) {
            throw new GatewayException(InvalidRequest.of(name, "It is a day such as 2026-11-24."));
        }
    }

    private static List<By> by(Optional<String> text) {
        if (text.isEmpty()) {
            return List.of(By.DAY);
        }
        List<By> groups = new ArrayList<>();
        for (String word : text.get().split(",", -1)) {
            By group = group(word);
            check(!groups.contains(group), "by", "Each can be named once.");
            groups.add(group);
        }
        check(groups.size() <= MOST_GROUPS, "by", "At most " + MOST_GROUPS + " can be named.");
        return groups;
    }

    private static By group(String word) {
        for (By by : By.values()) {
            if (by != By.TENANT && by.word().equals(word)) {
                return by;
            }
        }
        throw new GatewayException(InvalidRequest.of(
                "by", "It is day, provider, model, user, feature, caller or role; several between commas."));
    }

    private static void check(boolean holds, String name, String otherwise) {
        if (!holds) {
            throw new GatewayException(InvalidRequest.of(name, otherwise));
        }
    }
}
