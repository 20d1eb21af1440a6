package dev.aigw.limit;

import dev.aigw.limit.RateLimits.Scope;
import dev.aigw.tenant.Limits;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.ToLongFunction;

/** What the limiter must do, the slow and plain way: every admitted call is in a list, and everything is counted from it. */
final class LimitModel {
    private static final long SECOND = 1_000;
    private static final long FORGOTTEN_AFTER = 3_600_000;
    private static final UUID WITHOUT_REDIS = new UUID(0, 0);

    final Map<UUID, Call> calls = new HashMap<>();
    private final Map<String, Counted> counted = new HashMap<>();

    /** A call that was admitted. */
    static final class Call {
        final UUID id;
        final List<Scope> scopes;
        long tokens;
        long cost;
        long leaseEnds;
        boolean open = true;
        Optional<Long> expiredAt = Optional.empty();

        Call(UUID id, List<Scope> scopes, long tokens, long cost, long leaseEnds) {
            this.id = id;
            this.scopes = scopes;
            this.tokens = tokens;
            this.cost = cost;
            this.leaseEnds = leaseEnds;
        }
    }

    /** A call as one scope counts it: in which second, day and month. */
    record Entry(Call call, long millis, long day, long month) {}

    /** What a scope counts; the clock may have gone back, and the latest second, day and month stay. */
    private static final class Counted {
        final List<Entry> entries = new ArrayList<>();
        long millis = Long.MIN_VALUE;
        long day = Long.MIN_VALUE;
        long month = Long.MIN_VALUE;
        long seeded;
    }

    /** What is spent before the first call. */
    void seeded(Scope scope, long total) {
        of(scope).seeded = total;
    }

    /** As if these calls had not been. */
    LimitModel without(List<UUID> left) {
        LimitModel model = new LimitModel();
        counted.forEach((name, all) -> {
            Counted rest = new Counted();
            rest.millis = all.millis;
            rest.day = all.day;
            rest.month = all.month;
            rest.seeded = all.seeded;
            all.entries.stream()
                    .filter(entry -> !left.contains(entry.call().id))
                    .forEach(rest.entries::add);
            model.counted.put(name, rest);
        });
        return model;
    }

    /** The first limit that stands in the way, as the script numbers them; 0 when none does. */
    int limit(long now, Scope scope, long tokens, long cost) {
        Limits limits = scope.limits();
        List<Entry> minute = minute(now, scope);
        if (exceeds(limits.budget().totalNanos(), total(scope) + cost)) {
            return 7;
        } else if (exceeds(limits.budget().monthNanos(), month(now, scope) + cost)) {
            return 6;
        } else if (exceeds(limits.budget().dayNanos(), day(now, scope) + cost)) {
            return 5;
        } else if (exceeds(limits.requestsPerDay(), requestsOfDay(now, scope) + 1)) {
            return 2;
        } else if (exceeds(limits.tokensPerMinute(), sum(minute, call -> call.tokens) + tokens)) {
            return 3;
        } else if (exceeds(limits.requestsPerMinute(), minute.size() + 1)) {
            return 1;
        }
        return exceeds(limits.concurrent(), live(now, scope) + 1) ? 4 : 0;
    }

    void admitted(long now, UUID id, List<Scope> scopes, long tokens, long cost, long leaseEnds) {
        Call call = new Call(id, scopes, tokens, cost, leaseEnds);
        calls.put(id, call);
        for (Scope scope : scopes) {
            Counted c = of(scope);
            c.millis = Math.max(c.millis, now);
            c.day = day(now, c);
            c.month = month(now, c);
            c.entries.add(new Entry(call, c.millis, c.day, c.month));
        }
    }

    Call call(UUID id) {
        return Objects.requireNonNull(calls.get(id));
    }

    /** A call that was served without Redis. */
    void charged(long at, List<Scope> scopes, long cost) {
        Call call = new Call(WITHOUT_REDIS, scopes, 0, cost, 0);
        call.open = false;
        for (Scope scope : scopes) {
            LocalDate date = TimedScripts.date(at);
            of(scope).entries.add(new Entry(call, at, date.toEpochDay(), TimedScripts.month(date)));
        }
    }

    /** What settle_v1 must answer. */
    int settled(long now, Call call, long tokens, long cost) {
        boolean late = call.expiredAt.isPresent() && call.expiredAt.get() + FORGOTTEN_AFTER > now;
        if (!call.open && !late) {
            return 0;
        }
        int reply = call.open ? 1 : 2;
        call.open = false;
        call.expiredAt = Optional.empty();
        call.tokens = tokens;
        call.cost = cost;
        return reply;
    }

    List<Call> expired(long now) {
        return calls.values().stream()
                .filter(call -> call.open && call.leaseEnds <= now)
                .toList();
    }

    /** The calls of the last 61 seconds of the clock. */
    List<Entry> minute(long now, Scope scope) {
        Counted c = of(scope);
        long second = Math.max(now, c.millis) / SECOND;
        return c.entries.stream()
                .filter(entry -> entry.millis() / SECOND > second - 61)
                .toList();
    }

    /** The calls of any 60 s that end now, without those that nobody could refuse. */
    List<Entry> window(long now, Scope scope) {
        long end = Math.max(now, of(scope).millis);
        return of(scope).entries.stream()
                .filter(entry ->
                        entry.millis() > end - 60_000 && !entry.call().id.equals(WITHOUT_REDIS))
                .toList();
    }

    long live(long now, Scope scope) {
        return of(scope).entries.stream()
                .filter(entry -> entry.call().open && entry.call().leaseEnds > now)
                .count();
    }

    long total(Scope scope) {
        return of(scope).seeded + sum(of(scope).entries, call -> call.cost);
    }

    long day(long now, Scope scope) {
        long day = day(now, of(scope));
        return sum(
                of(scope).entries.stream().filter(entry -> entry.day() == day).toList(), call -> call.cost);
    }

    long month(long now, Scope scope) {
        long month = month(now, of(scope));
        return sum(
                of(scope).entries.stream()
                        .filter(entry -> entry.month() == month)
                        .toList(),
                call -> call.cost);
    }

    long requestsOfDay(long now, Scope scope) {
        long day = day(now, of(scope));
        return of(scope).entries.stream().filter(entry -> entry.day() == day).count();
    }

    static long sum(List<Entry> entries, ToLongFunction<Call> what) {
        return entries.stream()
                .mapToLong(entry -> what.applyAsLong(entry.call()))
                .sum();
    }

    private static long day(long now, Counted c) {
        return Math.max(c.day, TimedScripts.date(now).toEpochDay());
    }

    private static long month(long now, Counted c) {
        return Math.max(c.month, TimedScripts.month(TimedScripts.date(now)));
    }

    private Counted of(Scope scope) {
        return counted.computeIfAbsent(scope.by() + scope.name(), first -> new Counted());
    }

    private static boolean exceeds(OptionalLong limit, long amount) {
        return limit.isPresent() && amount > limit.getAsLong();
    }
}
