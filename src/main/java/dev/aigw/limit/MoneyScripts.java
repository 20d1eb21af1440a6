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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The scripts by which Redis learns what was spent from the ledger, as methods. */
record MoneyScripts(RedisLane redis) {
    private static final LuaScript COLD = LuaScript.named("cold_v1");
    private static final LuaScript SEED = LuaScript.named("seed_v1");
    private static final LuaScript CORRECT = LuaScript.named("correct_v1");

    static final List<LuaScript> ALL = List.of(COLD, SEED, CORRECT);

    static final long KEEP_SECONDS = Duration.ofDays(40).toSeconds();

    /**
     * The calls that Redis counts itself, whatever the ledger has of them.
     *
     * @param now by Redis's clock
     * @param since when the oldest of them was admitted
     */
    record Unsettled(Instant now, Instant since, List<UUID> reservations) {}

    /** What came of setting a sum. */
    enum Seeded {
        SET,
        /** Somebody was faster. */
        KNOWN,
        /** Calls began or ended meanwhile, which are in the sum or not: the ledger must be asked again. */
        STALE
    }

    /** Begins to write down what ends, before the ledger is asked; empty when it is known what was spent. */
    Future<Optional<Unsettled>> cold(Keys keys, int scope) {
        return redis.eval(COLD, keys.seed(scope), List.of()).map(MoneyScripts::unsettled);
    }

    /** Sets what was spent where Redis does not know: what the ledger has without the unsettled, and these. */
    Future<Seeded> seed(Keys keys, int scope, Unsettled unsettled, Spent spent) {
        LocalDate date = LocalDate.ofInstant(unsettled.now(), ZoneOffset.UTC);
        List<Object> arguments = new ArrayList<>(7 + unsettled.reservations().size());
        arguments.add(keys.scopes().get(scope));
        arguments.add(date.toEpochDay());
        arguments.add(spent.dayNanos());
        arguments.add(Scripts.month(date));
        arguments.add(spent.monthNanos());
        arguments.add(spent.totalNanos());
        arguments.add(KEEP_SECONDS);
        arguments.addAll(unsettled.reservations());
        return redis.eval(SEED, keys.seed(scope), arguments).map(reply -> switch ((int) reply.number()) {
            case 1 -> Seeded.SET;
            case 0 -> Seeded.KNOWN;
            default -> Seeded.STALE;
        });
    }

    /** Sets what the first of the scopes has spent, where nothing has changed since; answers whether that was so. */
    Future<Boolean> correct(Keys keys, Instant at, Spent spent, String unchangedSince) {
        LocalDate date = LocalDate.ofInstant(at, ZoneOffset.UTC);
        return redis.eval(
                        CORRECT,
                        List.of(keys.money(0), keys.open()),
                        List.of(
                                unchangedSince,
                                date.toEpochDay(),
                                spent.dayNanos(),
                                Scripts.month(date),
                                spent.monthNanos(),
                                spent.totalNanos(),
                                KEEP_SECONDS))
                .map(reply -> reply.number() > 0);
    }

    private static Optional<Unsettled> unsettled(ScriptReply reply) {
        if (reply.size() == 0) {
            return Optional.empty();
        }
        List<UUID> reservations = new ArrayList<>(reply.size() - 2);
        for (int i = 2; i < reply.size(); i++) {
            reservations.add(UUID.fromString(reply.text(i)));
        }
        return Optional.of(new Unsettled(
                Instant.ofEpochMilli(reply.number(0)), Instant.ofEpochMilli(reply.number(1)), reservations));
    }
}
