package dev.aigw.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.RateLimits.Scope;
import dev.aigw.redis.LuaScript;
import dev.aigw.replay.Replays;
import dev.aigw.tenant.Limits;
import dev.aigw.testing.RedisWire;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The limiter's scripts as they ship, in a real Redis, at a time that the test sets. What they say to Redis passes through a
 * few lines of Lua that answer {@code TIME}, keep track of when keys would end by that time, and allow no key that
 * was not announced.
 */
final class TimedScripts {
    static final Duration LEASE = Duration.ofSeconds(60);
    static final Duration KEEP = Duration.ofSeconds(60);

    private static final String AROUND = """
            local real, shadow, fake = redis, ARGV[#ARGV - 1], tonumber(ARGV[#ARGV])
            local ends = real.call('HGETALL', shadow)
            for i = 1, #ends, 2 do
              if tonumber(ends[i + 1]) <= fake then
                real.call('DEL', ends[i])
                real.call('HDEL', shadow, ends[i])
              end
            end
            local redis = {call = function(command, key, ...)
              if command == 'TIME' then
                return {string.format('%.0f', math.floor(fake / 1000)), string.format('%.0f', fake % 1000 * 1000)}
              end
              local announced = command == 'PUBLISH'
              for _, known in ipairs(KEYS) do announced = announced or known == key end
              if not announced then error('not in KEYS: ' .. key) end
              local rest, life, reply = {...}, nil, 1
              if command == 'EXPIRE' then life = tonumber(rest[1]) * 1000
              elseif command == 'PEXPIRE' then life = tonumber(rest[1])
              else
                reply = real.call(command, key, ...)
                for i = 2, command == 'SET' and reply and #rest or 0 do
                  if rest[i] == 'EX' then life = tonumber(rest[i + 1]) * 1000 end
                  if rest[i] == 'PX' then life = tonumber(rest[i + 1]) end
                end
              end
              if life then
                real.call('HSET', shadow, key, fake + life)
                real.call('EXPIRE', key, 3600)
              end
              return reply
            end}
            """;
    private static final String DUMP = """
            local found = {}
            for _, key in ipairs(redis.call('KEYS', ARGV[1])) do
              local kind = redis.call('TYPE', key).ok
              local content = {}
              if kind == 'hash' then
                local fields = redis.call('HGETALL', key)
                for i = 1, #fields, 2 do content[#content + 1] = fields[i] .. '=' .. fields[i + 1] end
              elseif kind == 'zset' then
                local members = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
                for i = 1, #members, 2 do content[#content + 1] = members[i] .. '=' .. members[i + 1] end
              else content[1] = redis.call('GET', key) end
              table.sort(content)
              found[#found + 1] = {key, table.concat(content, ' '), redis.call('TTL', key), #content}
            end
            return found
            """;

    private final RedisWire redis;
    private final long tenantId;

    TimedScripts(RedisWire redis, long tenantId) {
        this.redis = redis;
        this.tenantId = tenantId;
    }

    /** A key as it is. */
    record Entry(String content, long ttlSeconds, long fields) {}

    Verdict admit(long now, Reserve reserve) {
        Keys keys = Keys.of(reserve);
        List<Object> arguments = new ArrayList<>(List.of(
                reserve.id(),
                LEASE.toMillis(),
                reserve.tokens(),
                reserve.costNanos(),
                reserve.claim().map(RateLimits.Claim::bodyHash).orElse(""),
                HeldReservation.sketch(keys, reserve.call()),
                reserve.scopes().size()));
        for (Scope scope : reserve.scopes()) {
            Limits limits = scope.limits();
            for (OptionalLong limit : List.of(
                    limits.requestsPerMinute(),
                    limits.requestsPerDay(),
                    limits.tokensPerMinute(),
                    limits.concurrent(),
                    limits.budget().dayNanos(),
                    limits.budget().monthNanos(),
                    limits.budget().totalNanos())) {
                arguments.add(limit.isPresent() ? Long.toString(limit.getAsLong()) : "");
            }
        }
        arguments.addAll(List.of("", 1));
        return Verdict.of((List<?>) eval("admit_v2", now, keys.admit(), arguments));
    }

    long settle(long now, UUID id, Keys keys, long tokens, long cost) {
        return settle(now, id, keys, "end", tokens, cost);
    }

    long expire(long now, UUID id, Keys keys) {
        return settle(now, id, keys, "expire", 0, 0);
    }

    private long settle(long now, UUID id, Keys keys, String how, long tokens, long cost) {
        return (Long) eval(
                "settle_v1",
                now,
                keys.settle(id),
                List.of(
                        id,
                        how,
                        tokens,
                        cost,
                        "forgotten",
                        KEEP.toMillis(),
                        "",
                        Replays.message(tenantId, id),
                        Replays.CHANNEL,
                        keys.scopes().size(),
                        0));
    }

    boolean renew(long now, UUID id, Keys keys) {
        return (Long) eval("renew_v1", now, keys.renew(), List.of(id, LEASE.toMillis(), "")) == 1;
    }

    List<HeldReservation> expired(long now, int most) {
        Keys keys = new Keys(tenantId, java.util.Optional.empty(), List.of());
        List<?> reply = (List<?>) eval("expired_v1", now, List.of(keys.open(), keys.held()), List.of(most));
        List<HeldReservation> found = new ArrayList<>();
        for (int i = 0; i < reply.size(); i += 2) {
            found.add(HeldReservation.read(tenantId, (String) reply.get(i), (String) reply.get(i + 1))
                    .orElseThrow());
        }
        return found;
    }

    /** The calls that Redis counts itself when the scope is seeded. */
    List<UUID> unsettled(long now, Keys keys, int scope) {
        List<?> reply = (List<?>) eval("cold_v1", now, keys.seed(scope), List.of());
        return reply.stream().skip(2).map(id -> UUID.fromString((String) id)).toList();
    }

    /** Answers as the script does; what was spent is without the unsettled. */
    long seed(long now, Keys keys, int scope, List<UUID> unsettled, long day, long month, long total) {
        LocalDate date = date(now);
        List<Object> arguments = new ArrayList<>(List.of(
                keys.scopes().get(scope),
                date.toEpochDay(),
                day,
                month(date),
                month,
                total,
                MoneyScripts.KEEP_SECONDS));
        arguments.addAll(unsettled);
        return (Long) eval("seed_v1", now, keys.seed(scope), arguments);
    }

    /** Where the ledger has nothing of what is under way. */
    long seed(long now, Keys keys, int scope, long day, long month, long total) {
        return seed(now, keys, scope, unsettled(now, keys, scope), day, month, total);
    }

    boolean correct(long now, Keys keys, String unchangedSince, long day, long month, long total) {
        LocalDate date = date(now);
        return (Long) eval(
                        "correct_v1",
                        now,
                        List.of(keys.money(0), keys.open()),
                        List.of(unchangedSince, date.toEpochDay(), day, month(date), month, total, 3_456_000))
                == 1;
    }

    /** A call without tokens. */
    boolean charge(long now, UUID id, Reserve request, long at, long cost) {
        LocalDate date = date(at);
        List<Object> arguments = new ArrayList<>(List.of(
                id,
                at,
                date.toEpochDay(),
                month(date),
                0,
                cost,
                request.scopes().size()));
        for (Scope scope : request.scopes()) {
            Limits limits = scope.limits();
            boolean requests = limits.requestsPerMinute().isPresent()
                    || limits.requestsPerDay().isPresent();
            arguments.add(requests ? 1 : 0);
            arguments.add(limits.tokensPerMinute().isPresent() ? 1 : 0);
            arguments.add(0); // the request itself was admitted just before
            arguments.add(0);
        }
        return (Long) eval("charge_v1", now, Keys.of(request).charge(id), arguments) == 1;
    }

    /** Every key has an end, and no hash grows with the calls, but for those that hold the calls under way. */
    void nothingStaysForEver(long now, int mostCalls, String where) {
        dump(now).forEach((key, content) -> {
            assertThat(content.ttlSeconds()).as("%s, %s", key, where).isPositive();
            assertThat(content.fields())
                    .as("%s, %s", key, where)
                    .isLessThanOrEqualTo(key.endsWith(":held") || key.endsWith(":open") ? mostCalls : 65);
        });
    }

    static Map<String, String> contents(Map<String, Entry> keys) {
        Map<String, String> contents = new TreeMap<>();
        keys.forEach((key, content) -> contents.put(key, content.content()));
        return contents;
    }

    /** Everything that Redis has of the tenant at that time. */
    Map<String, Entry> dump(long now) {
        renew(now, new UUID(0, 0), new Keys(tenantId, java.util.Optional.empty(), List.of())); // forgets what is over
        Map<String, Entry> found = new TreeMap<>();
        for (Object row : (List<?>) redis.command("EVAL", DUMP, 0, "aigw:{" + tenantId + "}:*")) {
            List<?> key = (List<?>) row;
            found.put((String) key.get(0), new Entry((String) key.get(1), (Long) key.get(2), (Long) key.get(3)));
        }
        return found;
    }

    /** The raw text of one field. */
    String field(String key, String field) {
        return (String) redis.command("HGET", key, field);
    }

    static LocalDate date(long millis) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    }

    static long month(LocalDate date) {
        return date.getYear() * 12L + date.getMonthValue();
    }

    private Object eval(String name, long now, List<String> keys, List<?> arguments) {
        List<Object> words =
                new ArrayList<>(List.of("EVAL", AROUND + LuaScript.named(name).source(), keys.size()));
        words.addAll(keys);
        words.addAll(arguments);
        words.add("test:{" + tenantId + "}:ends");
        words.add(now);
        return redis.command(words.toArray());
    }

    /**
     * What admit_v2 replied: {@code kind} is 1 granted, 0 denied, 2 joined, 3 not kept, 4 reused, 5 cold; the other numbers
     * as the script names them.
     */
    record Verdict(int kind, List<?> reply) {
        static Verdict of(List<?> reply) {
            return new Verdict(Math.toIntExact((Long) reply.getFirst()), reply);
        }

        boolean granted() {
            return kind == 1;
        }

        long number(int index) {
            return (Long) reply.get(index);
        }

        /** 1 to 7; 0 when it was not denied. */
        int limit() {
            return kind == 0 ? (int) number(2) : 0;
        }

        /** From 0. */
        int scope() {
            return (int) number(3) - 1;
        }

        long untilFree() {
            return number(4);
        }
    }
}
