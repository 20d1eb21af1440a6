package dev.aigw.limit;

import dev.aigw.error.GatewayError.Limit;
import dev.aigw.limit.RateLimits.Claim;
import dev.aigw.limit.RateLimits.Fate;
import dev.aigw.limit.RateLimits.Reservation;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.RateLimits.Scope;
import dev.aigw.limit.RateLimits.Window;
import dev.aigw.redis.LuaScript;
import dev.aigw.redis.RedisLane;
import dev.aigw.redis.ScriptReply;
import dev.aigw.replay.Replays;
import dev.aigw.tenant.Limits;
import dev.aigw.tenant.Tenant;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;

/** The limiter's scripts, as methods: what they take and what they answer is written at the top of each of them. */
record Scripts(RedisLane redis, Duration lease, Duration keepAnswers) {
    private static final LuaScript ADMIT = LuaScript.named("admit_v2");
    private static final LuaScript SETTLE = LuaScript.named("settle_v1");
    private static final LuaScript RENEW = LuaScript.named("renew_v1");
    private static final LuaScript RESTORE = LuaScript.named("restore_v1");
    private static final LuaScript EXPIRED = LuaScript.named("expired_v1");
    private static final LuaScript CHARGE = LuaScript.named("charge_v1");

    static final List<LuaScript> ALL = Stream.concat(
                    Stream.of(ADMIT, SETTLE, RENEW, RESTORE, EXPIRED, CHARGE), MoneyScripts.ALL.stream())
            .toList();

    private static final Limit[] LIMITS = {
        Limit.REQUESTS_PER_MINUTE,
        Limit.REQUESTS_PER_DAY,
        Limit.TOKENS_PER_MINUTE,
        Limit.CONCURRENT,
        Limit.BUDGET_DAY,
        Limit.BUDGET_MONTH,
        Limit.BUDGET_TOTAL
    };
    private static final Duration SOON = Duration.ofSeconds(1);
    /** A token is over by the clock of the process that reads it, which may be behind ours. */
    private static final long CLOCKS_DIFFER_MILLIS = 60_000;

    private static final long DAY_MONEY_SECONDS = Duration.ofDays(2).toSeconds();

    /** What the admission came to. */
    sealed interface Admission {
        record Decided(Reservation reservation) implements Admission {}

        /** What the scope has spent is not known to Redis. */
        record Cold(int scope, Instant now) implements Admission {}
    }

    /** By whom a call was served, and so what of it is left to {@link #charge} when it is settled. */
    enum Served {
        BY_REDIS(0),
        /** This process, while Redis counted it all the same if it ever heard of it. */
        WITHOUT_REDIS(1),
        /** This process, and then Redis was told that it is under way: of its money alone. */
        WITHOUT_REDIS_AND_TOLD(2);

        private final int mark;

        Served(int mark) {
            this.mark = mark;
        }
    }

    MoneyScripts money() {
        return new MoneyScripts(redis);
    }

    Future<Admission> admit(Reserve reserve, Keys keys) {
        return admit(reserve, keys, true);
    }

    /**
     * Claims and takes all that the call needs, or nothing.
     *
     * @param calm whether Redis was there for a while, so that a lease that is over means that its process is dead
     */
    Future<Admission> admit(Reserve reserve, Keys keys, boolean calm) {
        List<Object> arguments = new ArrayList<>(9 + 7 * reserve.scopes().size());
        arguments.add(reserve.id());
        arguments.add(lease.toMillis());
        arguments.add(reserve.tokens());
        arguments.add(reserve.costNanos());
        arguments.add(reserve.claim().isPresent() ? reserve.claim().get().bodyHash() : "");
        arguments.add(HeldReservation.sketch(keys, reserve.call()));
        arguments.add(reserve.scopes().size());
        for (Scope scope : reserve.scopes()) {
            Limits limits = scope.limits();
            arguments.add(orNone(limits.requestsPerMinute()));
            arguments.add(orNone(limits.requestsPerDay()));
            arguments.add(orNone(limits.tokensPerMinute()));
            arguments.add(orNone(limits.concurrent()));
            arguments.add(orNone(limits.budget().dayNanos()));
            arguments.add(orNone(limits.budget().monthNanos()));
            arguments.add(orNone(limits.budget().totalNanos()));
        }
        arguments.add(orNone(onceMillis(reserve)));
        arguments.add(calm ? 1 : 0);
        return redis.eval(ADMIT, keys.admit(), arguments).map(reply -> admission(reserve, reply));
    }

    /** How long the claim holds at least, whatever becomes of the call. */
    private static OptionalLong onceMillis(Reserve reserve) {
        OptionalLong until = reserve.claim().map(Claim::onceUntilMillis).orElse(OptionalLong.empty());
        return until.isEmpty()
                ? until
                : OptionalLong.of(Math.max(0, until.getAsLong() - System.currentTimeMillis()) + CLOCKS_DIFFER_MILLIS);
    }

    /** Answers false when there was nothing to settle. */
    Future<Boolean> settle(UUID reservation, Keys keys, long tokens, long costNanos, Fate fate, Served served) {
        return redis.eval(
                        SETTLE,
                        keys.settle(reservation),
                        List.of(
                                reservation,
                                "end",
                                tokens,
                                costNanos,
                                word(keys, fate),
                                keepAnswers.toMillis(),
                                answer(keys, fate),
                                Replays.message(keys.tenantId(), reservation),
                                Replays.CHANNEL,
                                keys.scopes().size(),
                                served.mark))
                .map(reply -> reply.number() > 0);
    }

    /** Takes a reservation out whose lease is over; answers false when it is alive or gone. */
    Future<Boolean> expire(UUID reservation, Keys keys) {
        return redis.eval(
                        SETTLE,
                        keys.settle(reservation),
                        List.of(
                                reservation,
                                "expire",
                                0,
                                0,
                                word(keys, new Fate.Forgotten()),
                                0,
                                "",
                                Replays.message(keys.tenantId(), reservation),
                                Replays.CHANNEL,
                                keys.scopes().size(),
                                0))
                .map(reply -> reply.number() > 0);
    }

    /** Answers false when the reservation is gone. */
    Future<Boolean> renew(UUID reservation, Keys keys, String sketch) {
        return redis.eval(RENEW, keys.renew(), List.of(reservation, lease.toMillis(), sketch))
                .map(reply -> reply.number() > 0);
    }

    /** Tells Redis, which lost its data, of a call that is under way; answers false when it knows, or somebody ended it. */
    Future<Boolean> restore(Reserve reserve, Keys keys, String sketch, Instant at) {
        List<Object> arguments = new ArrayList<>(6 + 2 * reserve.scopes().size());
        arguments.add(reserve.id());
        arguments.add(lease.toMillis());
        arguments.add(HeldReservation.uncounted(reserve, sketch, at));
        arguments.add(reserve.claim().map(Claim::bodyHash).orElse(""));
        OptionalLong once = reserve.claim().map(Claim::onceUntilMillis).orElse(OptionalLong.empty());
        arguments.add(once.isPresent() ? once.getAsLong() + CLOCKS_DIFFER_MILLIS : "");
        arguments.add(reserve.scopes().size());
        for (Scope scope : reserve.scopes()) {
            arguments.add(scope.limits().concurrent().isPresent() ? 1 : 0);
            arguments.add(totalMustBeKnown(scope, reserve.scopes()) ? 1 : 0);
        }
        return redis.eval(RESTORE, keys.restore(reserve.id()), arguments).map(reply -> reply.number() > 0);
    }

    /** As admit_v2 has it. */
    private static boolean totalMustBeKnown(Scope scope, List<Scope> scopes) {
        return scope.by().isEmpty()
                ? scopes.stream().anyMatch(one -> one.limits().budget().limits())
                : scope.limits().budget().totalNanos().isPresent();
    }

    /** At most so many reservations whose lease is over. */
    Future<List<HeldReservation>> expired(long tenantId, int most) {
        Keys keys = new Keys(tenantId, Optional.empty(), List.of());
        return redis.eval(EXPIRED, List.of(keys.open(), keys.held()), List.of(most))
                .map(reply -> held(tenantId, reply));
    }

    /** Counts a call that was served without Redis; answers false when that was done before. */
    Future<Boolean> charge(UUID reservation, Keys keys, Charge charge, long tokens, long costNanos) {
        LocalDate date = LocalDate.ofInstant(charge.at(), ZoneOffset.UTC);
        List<Object> arguments = new ArrayList<>(7 + 4 * charge.scopes().size());
        arguments.add(reservation);
        arguments.add(charge.at().toEpochMilli());
        arguments.add(date.toEpochDay());
        arguments.add(month(date));
        arguments.add(tokens);
        arguments.add(costNanos);
        arguments.add(charge.scopes().size());
        for (Scope scope : charge.scopes()) {
            Limits limits = scope.limits();
            boolean requests = limits.requestsPerMinute().isPresent()
                    || limits.requestsPerDay().isPresent();
            arguments.add(requests ? 1 : 0);
            arguments.add(limits.tokensPerMinute().isPresent() ? 1 : 0);
            arguments.add(secondsCountedFromNothing(scope));
            arguments.add(totalMustBeKnown(scope, charge.scopes()) ? 1 : 0);
        }
        return redis.eval(CHARGE, keys.charge(reservation), arguments).map(reply -> reply.number() > 0);
    }

    /** How long money is kept that needs no ledger to begin with: all but what was spent in all. */
    private static long secondsCountedFromNothing(Scope scope) {
        Tenant.Budget budget = scope.limits().budget();
        if (scope.by().isEmpty() || budget.totalNanos().isPresent() || !budget.limits()) {
            return 0;
        }
        return budget.monthNanos().isPresent() ? MoneyScripts.KEEP_SECONDS : DAY_MONEY_SECONDS;
    }

    /** Where and when a call was served without Redis. */
    record Charge(Instant at, List<Scope> scopes) {}

    private static Admission admission(Reserve reserve, ScriptReply reply) {
        return switch ((int) reply.number(0)) {
            case 1 -> new Admission.Decided(granted(reserve, reply));
            case 0 -> new Admission.Decided(denied(reserve, reply));
            case 2 -> new Admission.Decided(new Reservation.Joined(UUID.fromString(reply.text(1))));
            case 3 -> new Admission.Decided(new Reservation.NotKept());
            case 4 -> new Admission.Decided(new Reservation.Reused());
            case 5 -> new Admission.Cold((int) reply.number(2) - 1, Instant.ofEpochMilli(reply.number(1)));
            default -> throw new IllegalStateException("admit_v2 answered " + reply.number(0));
        };
    }

    private static Reservation granted(Reserve reserve, ScriptReply reply) {
        long left = reply.number(6);
        return new Reservation.Granted(
                reply.number(1),
                requests(reserve, reply.number(2), reply.number(3)),
                tokens(reserve, reply.number(4), reply.number(5)),
                left < 0 ? OptionalLong.empty() : OptionalLong.of(left),
                false);
    }

    private static Reservation denied(Reserve reserve, ScriptReply reply) {
        Limit limit = LIMITS[(int) reply.number(2) - 1];
        Scope scope = reserve.scopes().get((int) reply.number(3) - 1);
        return new Reservation.Denied(
                limit,
                scope,
                allowed(limit, scope.limits()),
                wait(limit, Instant.ofEpochMilli(reply.number(1)), reply.number(4)),
                requests(reserve, reply.number(5), reply.number(6)),
                tokens(reserve, reply.number(7), reply.number(8)));
    }

    static long allowed(Limit limit, Limits limits) {
        return (switch (limit) {
                    case REQUESTS_PER_MINUTE -> limits.requestsPerMinute();
                    case REQUESTS_PER_DAY -> limits.requestsPerDay();
                    case TOKENS_PER_MINUTE -> limits.tokensPerMinute();
                    case CONCURRENT -> limits.concurrent();
                    case BUDGET_DAY -> limits.budget().dayNanos();
                    case BUDGET_MONTH -> limits.budget().monthNanos();
                    case BUDGET_TOTAL -> limits.budget().totalNanos();
                })
                .orElse(0);
    }

    private static Optional<Duration> wait(Limit limit, Instant now, long millis) {
        if (millis < 0 && limit != Limit.CONCURRENT) {
            return Optional.empty();
        }
        return switch (limit) {
            case BUDGET_TOTAL -> Optional.empty();
            case BUDGET_MONTH ->
                Optional.of(Duration.between(
                        now,
                        LocalDate.ofInstant(now, ZoneOffset.UTC)
                                .withDayOfMonth(1)
                                .plusMonths(1)
                                .atStartOfDay(ZoneOffset.UTC)
                                .toInstant()));
            // A place frees when some call ends, and nobody knows when that is.
            case CONCURRENT -> Optional.of(SOON);
            default -> Optional.of(Duration.ofMillis(Math.max(1, millis)));
        };
    }

    private static Window requests(Reserve reserve, long remaining, long resetMillis) {
        long limit = reserve.scopes().getFirst().limits().requestsPerMinute().orElse(0);
        return new Window(limit, Math.max(0, remaining), resetMillis);
    }

    private static Optional<Window> tokens(Reserve reserve, long remaining, long resetMillis) {
        OptionalLong limit = reserve.scopes().getFirst().limits().tokensPerMinute();
        return limit.isEmpty() || remaining < 0
                ? Optional.empty()
                : Optional.of(new Window(limit.getAsLong(), remaining, resetMillis));
    }

    private static List<HeldReservation> held(long tenantId, ScriptReply reply) {
        List<HeldReservation> found = new ArrayList<>();
        for (int i = 0; i + 1 < reply.size(); i += 2) {
            HeldReservation.read(tenantId, reply.text(i), reply.text(i + 1)).ifPresent(found::add);
        }
        return found;
    }

    private static String word(Keys keys, Fate fate) {
        return keys.claim().isEmpty()
                ? ""
                : switch (fate) {
                    case Fate.Forgotten() -> "forgotten";
                    case Fate.Kept kept -> "kept";
                    case Fate.Shared shared -> "shared";
                    case Fate.TooLong() -> "long";
                };
    }

    private static Object answer(Keys keys, Fate fate) {
        return switch (fate) {
            case Fate.Kept(Buffer answer) when keys.claim().isPresent() -> answer;
            case Fate.Shared(Buffer answer) when keys.claim().isPresent() -> answer;
            default -> "";
        };
    }

    private static Object orNone(OptionalLong limit) {
        return limit.isPresent() ? limit.getAsLong() : "";
    }

    /** Months since the year 0, as the scripts count them. */
    static long month(LocalDate date) {
        return date.getYear() * 12L + date.getMonthValue();
    }
}
