package dev.aigw.limit;

import dev.aigw.redis.LuaScript;
import dev.aigw.redis.RedisLane;
import dev.aigw.redis.ScriptReply;
import dev.aigw.usage.Spending.Spent;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The scripts by which processes know of each other, and look at what Redis holds.
 *
 * @param process who asks
 */
record Upkeep(RedisLane redis, UUID process) {
    private static final LuaScript PROCESSES = LuaScript.named("processes_v2");
    private static final LuaScript LOCK = LuaScript.named("lock_v1");
    private static final LuaScript MONEY = LuaScript.named("money_v1");
    private static final LuaScript RESERVATION = LuaScript.named("reservation_v1");

    static final List<LuaScript> ALL = Stream.concat(
                    Scripts.ALL.stream(), Stream.of(PROCESSES, LOCK, MONEY, RESERVATION))
            .toList();

    private static final String ALIVE = "aigw:processes";
    private static final String SWEEPER = "aigw:sweeper";

    /** Says that this process is there still; changes nothing where Redis does not know it. */
    Future<Heard> here(Duration silence) {
        return heard(silence, "here");
    }

    /** Says that this process is there, and has nothing left to tell. */
    Future<Heard> joins(Duration silence) {
        return heard(silence, "joins");
    }

    Future<Heard> gone(Duration silence) {
        return heard(silence, "gone");
    }

    /** Answers whether this process is the one that sweeps, for so long. */
    Future<Boolean> sweeps(Duration lasts) {
        return redis.eval(LOCK, List.of(SWEEPER), List.of(process, lasts.toMillis()))
                .map(reply -> reply.number() == 1);
    }

    Future<Boolean> sweepsNoMore() {
        return sweeps(Duration.ZERO);
    }

    /** What Redis believes that the first of the scopes has spent; empty when it does not know. */
    Future<Optional<Money>> money(Keys keys) {
        return redis.eval(MONEY, List.of(keys.money(0), keys.open()), List.of()).map(Upkeep::money);
    }

    /** What Redis holds of a reservation that is not settled, expired or not. */
    Future<Optional<HeldReservation>> find(long tenantId, UUID reservation) {
        Keys keys = Keys.of(tenantId, List.of());
        return redis.eval(RESERVATION, List.of(keys.held(), keys.lost(reservation)), List.of(reservation))
                .map(reply -> HeldReservation.read(tenantId, reservation.toString(), reply.text()));
    }

    private Future<Heard> heard(Duration silence, String what) {
        return redis.eval(PROCESSES, List.of(ALIVE), List.of(process, silence.toMillis(), what))
                .map(Upkeep::heard);
    }

    private static Heard heard(ScriptReply reply) {
        int end = 2 + (int) reply.number(1);
        return new Heard(reply.number(0) == 1, texts(reply, 2, end), texts(reply, end, reply.size()));
    }

    private static Set<String> texts(ScriptReply reply, int from, int end) {
        Set<String> texts = new HashSet<>();
        for (int i = from; i < end; i++) {
            texts.add(reply.text(i));
        }
        return texts;
    }

    private static Optional<Money> money(ScriptReply reply) {
        if (reply.size() == 0) {
            return Optional.empty();
        }
        Instant now = Instant.ofEpochMilli(reply.number(0));
        LocalDate date = LocalDate.ofInstant(now, ZoneOffset.UTC);
        return Optional.of(new Money(
                now,
                reply.number(1) > 0,
                reply.text(2),
                new Spent(
                        reply.number(3) == date.toEpochDay() ? reply.number(4) : 0,
                        reply.number(5) == Scripts.month(date) ? reply.number(6) : 0,
                        reply.number(7))));
    }

    /**
     * Which processes Redis knows.
     *
     * @param known whether it knows the one that asks
     * @param gone which said that they go
     */
    record Heard(boolean known, Set<String> alive, Set<String> gone) {}

    /**
     * What was spent, by Redis.
     *
     * @param now by Redis's clock, whose UTC day and month are meant
     * @param open whether calls are under way
     * @param version changes whenever the rest does
     */
    record Money(Instant now, boolean open, String version, Spent spent) {}
}
