package dev.aigw.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.limit.RateLimits.Fate;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.RateLimits.Scope;
import dev.aigw.limit.TimedScripts.Verdict;
import dev.aigw.testing.RedisWire;
import dev.aigw.testing.TestRedis;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What limits cost Redis, in memory and in time; what is measured is printed, what is promised is asserted. */
class LimitFootprintIT {
    private static final Scope TENANT =
            Asked.tenant(Asked.limits(1_000_000_000, 1_000_000_000, 1_000_000_000_000L, 100_000, -1, -1, 1L << 50));
    private static final int USERS = 100_000;
    private static final int AT_ONCE = 2_000;
    private static final String SIZES = """
            local found = {count = 0, bytes = 0, unbounded = 0}
            for _, key in ipairs(redis.call('KEYS', ARGV[1])) do
              found.count = found.count + 1
              found.bytes = found.bytes + redis.call('MEMORY', 'USAGE', key)
              if redis.call('TTL', key) < 0 then found.unbounded = found.unbounded + 1 end
            end
            return {found.count, found.bytes, found.unbounded}
            """;

    private final long tenantId = Asked.tenantId();

    @Test
    void forgetsAHundredThousandUsers() {
        try (TestRedis own = TestRedis.start();
                RedisWire redis = new RedisWire(own.url());
                LaneScripts lanes = new LaneScripts(own.url(), 1, Duration.ofSeconds(60), Duration.ofSeconds(60))) {
            lanes.await(scripts -> Asked.seedWithNothing(scripts, Keys.of(Asked.of(tenantId, 0, 0, TENANT))));

            for (int user = 0; user < USERS; user += AT_ONCE) {
                serve(lanes, user);
            }

            for (String kind : List.of("user:*:requests", "user:*:tokens", "user:*:money")) {
                List<?> size = (List<?>) redis.command("EVAL", SIZES, 0, "aigw:{" + tenantId + "}:" + kind);
                System.out.printf("%s: %s keys, %s bytes each%n", kind, size.get(0), (Long) size.get(1) / USERS);
                assertThat(size.get(0)).isEqualTo((long) USERS);
                assertThat((Long) size.get(1) / USERS).as(kind).isLessThan(400);
                assertThat(size.get(2)).as("without an end").isEqualTo(0L);
            }
            assertThat(redis.command("EXISTS", Keys.of(ask("nobody", 0)).open()))
                    .isEqualTo(0L);
            printTimes(redis);
        }
    }

    @Test
    void boundsATenantsWindows() {
        try (RedisWire redis = new RedisWire(TestRedis.shared().url())) {
            TimedScripts scripts = new TimedScripts(redis, tenantId);
            long start = 20_000L * 86_400_000;
            scripts.seed(start, Keys.of(Asked.of(tenantId, 0, 0, TENANT)), 0, 0, 0, 0);
            for (int second = 0; second < 200; second++) {
                Reserve call = Asked.of(tenantId, 1_000_000, 1_000_000_000, TENANT);
                Verdict verdict = scripts.admit(start + second * 1_000L, call);
                assertThat(verdict.granted()).isTrue();
                scripts.settle(start + second * 1_000L, call.id(), Keys.of(call), 900_000, 900_000_000);
            }

            scripts.dump(start + 200_000).forEach((key, entry) -> {
                long bytes = (Long) redis.command("MEMORY", "USAGE", key);
                System.out.printf("%s: %s fields, %s bytes%n", key, entry.fields(), bytes);
                assertThat(entry.fields()).as(key).isLessThanOrEqualTo(65);
                assertThat(bytes).as(key).isLessThan(4_000);
            });
            assertThat(scripts.dump(start + 200_000))
                    .as("requests, tokens, money")
                    .hasSize(3);
        }
    }

    private Reserve ask(String user, long cost) {
        return Asked.of(
                tenantId,
                500,
                cost,
                TENANT,
                Asked.user(user, Asked.limits(60, 5_000, 100_000, 5, 1_000_000_000, 10_000_000_000L, -1)));
    }

    private void serve(LaneScripts lanes, int first) {
        List<Future<Boolean>> served = new ArrayList<>();
        for (int user = first; user < first + AT_ONCE; user++) {
            Reserve call = ask("user " + user, 1_000_000);
            served.add(lanes.ask(
                    0,
                    scripts -> scripts.admit(call, Keys.of(call))
                            .compose(granted -> scripts.settle(
                                    call.id(),
                                    Keys.of(call),
                                    400,
                                    800_000,
                                    new Fate.Forgotten(),
                                    Scripts.Served.BY_REDIS))));
        }
        for (Future<?> one : served) {
            assertThat(LimiterStage.await(one)).isEqualTo(true);
        }
    }

    private static void printTimes(RedisWire redis) {
        ((String) redis.command("INFO", "commandstats"))
                .lines()
                .filter(line -> line.contains("evalsha"))
                .forEach(System.out::println);
    }
}
