package dev.aigw.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.limit.LimitModel.Call;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.RateLimits.Scope;
import dev.aigw.limit.TimedScripts.Verdict;
import dev.aigw.tenant.Limits;
import dev.aigw.testing.RedisWire;
import dev.aigw.testing.TestRedis;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limiter's scripts against a {@link LimitModel}, over random histories of a tenant, two users and two features. */
class LimitHistoryIT {
    private static final int STEPS = 500;
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long DAY = 24 * 60 * MINUTE;

    private final RedisWire redis = new RedisWire(TestRedis.shared().url());
    private final long tenantId = Asked.tenantId();
    private final TimedScripts scripts = new TimedScripts(redis, tenantId);
    private final LimitModel model = new LimitModel();
    private final List<Scope> scopes = new ArrayList<>();
    private final List<Reserve> granted = new ArrayList<>();
    private final Set<Scope> known = new HashSet<>();
    private Random random = new Random();
    private String where = "";
    private long now;
    /** Whether days pass slowly. */
    private boolean calm;

    private long latest;

    @AfterEach
    void close() {
        redis.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 2024-02-28T23:58:30Z",
                "2 2023-02-28T23:58:30Z",
                "3 2100-02-28T23:59:00Z",
                "4 2024-12-31T23:58:00Z",
                "5 2026-04-30T22:00:00Z",
                "6 2026-07-15T12:00:00Z",
                "7 2026-07-15T23:59:59.999Z",
                "8 2030-01-31T23:00:00Z",
                "9 2026-10-01T00:00:00Z",
                "10 2028-02-29T23:59:30Z"
            })
    void doesAsTheModelWhateverHappens(String seedAndStart) {
        begin(seedAndStart);

        for (int step = 0; step < STEPS; step++) {
            where = "seed and start " + seedAndStart + ", step " + step + ", at " + Instant.ofEpochMilli(now);
            pass();
            switch (random.nextInt(10)) {
                case 0, 1 -> settleSome();
                case 2, 3 -> renewSome();
                case 4 -> sweep();
                default -> arrive();
            }
            moneyIsExact();
        }

        assertThat(granted.size()).as(where).isGreaterThan(10);
        scripts.nothingStaysForEver(now, STEPS, where);
    }

    /** What the limits mean is not defined when time itself is wrong; that they recover, and that nothing piles up, is. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void survivesAClockThatJumpsFarBackAndForth(long seed) {
        begin(seed + " 2026-07-15T12:00:00Z");

        for (int step = 0; step < STEPS; step++) {
            where = "seed " + seed + ", step " + step + ", at " + Instant.ofEpochMilli(now);
            now += random.nextInt(20) == 0
                    ? (random.nextLong(6) - 3) * DAY + random.nextInt(1_000_000)
                    : random.nextInt(5_000);
            Reserve request = request();
            if (ask(request).granted()) {
                granted.add(request);
            }
            if (!granted.isEmpty() && random.nextBoolean()) {
                Reserve ended = granted.remove(random.nextInt(granted.size()));
                scripts.settle(now, ended.id(), Keys.of(ended), random.nextInt(2_000), random.nextInt(2_000));
            }
            scripts.dump(now).forEach((key, content) -> {
                if (key.endsWith(":tokens")) {
                    assertThat(content.content()).as(where).doesNotContain("=-");
                }
            });
        }

        for (Reserve open : granted) {
            scripts.settle(now, open.id(), Keys.of(open), 0, 0);
        }
        scripts.nothingStaysForEver(now, STEPS, where);
        now += 40 * DAY; // a new month: everything but the total has room again
        Reserve last = Asked.of(tenantId, 1, 0, scopes.subList(1, 3).stream().toArray(Scope[]::new));
        assertThat(ask(last).granted()).as(where).isTrue();
    }

    private void begin(String seedAndStart) {
        String[] parts = seedAndStart.split(" ");
        random = new Random(Long.parseLong(parts[0]));
        now = Instant.parse(parts[1]).toEpochMilli();
        latest = now;
        calm = Long.parseLong(parts[0]) % 2 == 0;
        scopes.add(Asked.tenant(limits(calm ? 140_000 : 600_000)));
        scopes.add(Asked.user("Ann", Asked.limits(some(8), some(40), some(9_000), some(4), some(40_000), -1, -1)));
        scopes.add(Asked.user("Bob", Asked.limits(-1, -1, some(9_000), -1, -1, some(90_000), some(2_000_000))));
        scopes.add(Asked.feature("alt text", Asked.limits(some(10), -1, -1, some(5), some(50_000), some(90_000), -1)));
        scopes.add(Asked.feature("chat", Asked.limits(-1, some(60), -1, some(6), -1, -1, -1)));
    }

    private Limits limits(long total) {
        return Asked.limits(some(15), some(150), some(20_000), some(9), some(80_000), some(400_000), some(total));
    }

    /** At least a third of it. */
    private long some(long most) {
        return most / 3 + random.nextLong(most - most / 3) + 1;
    }

    private void pass() {
        long before = now;
        switch (random.nextInt(calm ? 400 : 40)) {
            case 0, 1, 2 -> now = (now / SECOND + 1) * SECOND - random.nextInt(2);
            case 3, 4 -> now += random.nextInt(90_000);
            case 5, 6 -> now -= random.nextInt(50_000);
            case 7 -> now = (now / DAY + 1) * DAY - 2 + random.nextInt(4);
            case 8 -> now += random.nextInt(5) * DAY / 4;
            case 9 ->
                now = TimedScripts.date(now)
                                .withDayOfMonth(1)
                                .plusMonths(1)
                                .atStartOfDay(java.time.ZoneOffset.UTC)
                                .toInstant()
                                .toEpochMilli()
                        - random.nextInt(3) * SECOND;
            case 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 -> now += 20_000L * random.nextInt(2);
            default -> now += random.nextLong(3) * random.nextInt(calm ? 1_000 : 4_000);
        }
        now = Math.max(now, latest - 60 * SECOND + 1);
        latest = Math.max(latest, Math.max(before, now));
    }

    private Reserve request() {
        List<Scope> asked = new ArrayList<>(List.of(scopes.getFirst()));
        if (random.nextBoolean()) {
            asked.add(scopes.get(1 + random.nextInt(2)));
        }
        if (random.nextBoolean()) {
            asked.add(scopes.get(3 + random.nextInt(2)));
        }
        return Asked.of(
                tenantId,
                random.nextInt(3_000),
                random.nextInt(calm ? 2 : 4) * random.nextLong(1_000),
                asked.toArray(Scope[]::new));
    }

    private void arrive() {
        Reserve request = request();
        Map<String, TimedScripts.Entry> before = scripts.dump(now);
        Verdict verdict = scripts.admit(now, request);
        while (verdict.kind() == 5) {
            assertThat(TimedScripts.contents(scripts.dump(now))).as(where).isEqualTo(TimedScripts.contents(before));
            seed(request, (int) verdict.number(2) - 1);
            before = scripts.dump(now);
            verdict = scripts.admit(now, request);
        }
        int scope = 0;
        int limit = 0;
        for (; scope < request.scopes().size() && limit == 0; scope++) {
            limit = limit(now, request, scope);
        }

        assertThat(verdict.limit()).as("the limit, %s", where).isEqualTo(limit);
        if (limit > 0) {
            assertThat(verdict.scope()).as("the scope, %s", where).isEqualTo(scope - 1);
            assertThat(TimedScripts.contents(scripts.dump(now))).as(where).isEqualTo(TimedScripts.contents(before));
            theWaitSuffices(request, verdict);
        } else {
            assertThat(verdict.granted()).as(where).isTrue();
            granted(request, verdict);
        }
    }

    private void seed(Reserve request, int index) {
        Scope scope = request.scopes().get(index);
        if (known.add(scope)) {
            model.seeded(scope, random.nextInt(50_000));
        }
        Keys keys = Keys.of(request);
        List<UUID> unsettled = scripts.unsettled(now, keys, index);
        LimitModel ledger = model.without(unsettled);
        long day = ledger.day(now, scope);
        long month = ledger.month(now, scope);
        assertThat(scripts.seed(now, keys, index, unsettled, day, month, ledger.total(scope)))
                .as(where)
                .isEqualTo(1);
    }

    private void granted(Reserve request, Verdict verdict) {
        long leaseEnds = now + TimedScripts.LEASE.toMillis();
        model.admitted(now, request.id(), request.scopes(), request.tokens(), request.costNanos(), leaseEnds);
        granted.add(request);
        for (Scope scope : request.scopes()) {
            Limits limits = scope.limits();
            limits.requestsPerMinute()
                    .ifPresent(most -> assertThat(model.window(now, scope).size())
                            .as(where)
                            .isLessThanOrEqualTo((int) most));
            limits.concurrent()
                    .ifPresent(
                            most -> assertThat(model.live(now, scope)).as(where).isLessThanOrEqualTo(most));
        }
        Scope tenant = request.scopes().getFirst();
        assertThat(verdict.number(2))
                .as(where)
                .isEqualTo(tenant.limits().requestsPerMinute().orElseThrow()
                        - model.minute(now, tenant).size());
        assertThat(verdict.number(4))
                .as(where)
                .isEqualTo(tenant.limits().tokensPerMinute().orElseThrow()
                        - LimitModel.sum(model.minute(now, tenant), call -> call.tokens));
        if (random.nextInt(8) == 0) {
            long cost = random.nextInt(3_000);
            UUID without = Asked.id();
            assertThat(scripts.charge(now, without, request, now, cost)).isTrue();
            assertThat(scripts.charge(now, without, request, now, cost)).isFalse();
            model.charged(now, request.scopes(), cost);
        }
    }

    private int limit(long at, Reserve request, int scope) {
        return model.limit(at, request.scopes().get(scope), request.tokens(), request.costNanos());
    }

    private void theWaitSuffices(Reserve request, Verdict verdict) {
        long wait = verdict.untilFree();
        Limits limits = request.scopes().get(verdict.scope()).limits();
        switch (verdict.limit()) {
            case 1, 3 -> {
                assertThat(wait).as(where).isBetween(1L, 2 * 61 * SECOND);
                if (request.tokens() <= limits.tokensPerMinute().orElse(Long.MAX_VALUE)) {
                    assertThat(limit(now + wait, request, verdict.scope()))
                            .as(where)
                            .isIn(0, 4, 2, 5, 6);
                }
            }
            case 2 -> {
                assertThat(wait).as(where).isBetween(1L, DAY + MINUTE);
                freesBy(request, verdict, wait);
            }
            case 5 -> {
                boolean fits = request.costNanos() <= limits.budget().dayNanos().orElseThrow();
                assertThat(wait > 0).as(where).isEqualTo(fits);
                if (fits) {
                    freesBy(request, verdict, wait);
                }
            }
            case 6 -> assertThat(wait).as(where).isBetween(-1L, 0L);
            default -> assertThat(wait).as(where).isEqualTo(-1);
        }
        if (wait > 0 && verdict.limit() != 2 && random.nextBoolean()) {
            now += wait;
            latest = Math.max(latest, now);
        }
    }

    private void freesBy(Reserve request, Verdict verdict, long wait) {
        assertThat(limit(now + wait, request, verdict.scope())).as(where).isNotEqualTo(verdict.limit());
    }

    private void settleSome() {
        if (granted.isEmpty()) {
            return;
        }
        Reserve request = granted.get(random.nextInt(3) == 0 ? random.nextInt(granted.size()) : granted.size() - 1);
        Call call = model.call(request.id());
        long tokens = switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> request.tokens();
            case 2 -> request.tokens() + random.nextInt(1_000);
            default -> random.nextLong(request.tokens() + 1);
        };
        long cost = switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> request.costNanos();
            case 2 -> request.costNanos() + random.nextInt(3_000);
            default -> random.nextLong(request.costNanos() + 1);
        };

        long reply = scripts.settle(now, request.id(), Keys.of(request), tokens, cost);

        assertThat(reply).as(where).isEqualTo(model.settled(now, call, tokens, cost));
        assertThat(scripts.settle(now, request.id(), Keys.of(request), tokens + 1, cost + 1))
                .as("a second time, %s", where)
                .isZero();
    }

    private void renewSome() {
        if (!granted.isEmpty()) {
            List<Reserve> open =
                    granted.stream().filter(one -> model.call(one.id()).open).toList();
            List<Reserve> some = open.isEmpty() || random.nextInt(5) == 0 ? granted : open;
            Reserve request = some.get(random.nextInt(some.size()));
            Call call = model.call(request.id());
            boolean renewed = scripts.renew(now, request.id(), Keys.of(request));
            assertThat(renewed).as(where).isEqualTo(call.open);
            if (renewed) {
                call.leaseEnds = now + TimedScripts.LEASE.toMillis();
            }
        }
    }

    private void sweep() {
        List<Call> over = model.expired(now);

        List<HeldReservation> found = scripts.expired(now, 1_000);

        assertThat(found.stream().map(HeldReservation::id))
                .as(where)
                .containsExactlyInAnyOrderElementsOf(
                        over.stream().map(call -> call.id).toList());
        for (HeldReservation held : found) {
            Call call = model.call(held.id());
            assertThat(List.of(held.tokens(), held.costNanos())).as(where).isEqualTo(List.of(call.tokens, call.cost));
            assertThat(scripts.expire(now, held.id(), held.keys())).as(where).isEqualTo(1);
            assertThat(scripts.expire(now, held.id(), held.keys())).as(where).isZero();
            call.open = false;
            call.expiredAt = Optional.of(now);
        }
        model.calls.values().stream().filter(call -> call.open).findAny().ifPresent(alive -> {
            Reserve request = granted.stream()
                    .filter(one -> one.id().equals(alive.id))
                    .findAny()
                    .orElseThrow();
            assertThat(scripts.expire(now, alive.id, Keys.of(request)))
                    .as("one that is alive, %s", where)
                    .isZero();
        });
    }

    private void moneyIsExact() {
        for (Scope scope : scopes) {
            Keys keys = Keys.of(Asked.of(tenantId, 0, 0, scope));
            String money = keys.money(0);
            Limits limits = scope.limits();
            boolean tenant = scope.by().isEmpty();
            if (limits.budget().totalNanos().isPresent()
                    && !scripts.field(money, "ts").isEmpty()) {
                assertThat(scripts.field(money, "ts"))
                        .as("%s, %s", scope, where)
                        .isEqualTo("" + model.total(scope));
            }
            if ((tenant || limits.budget().monthNanos().isPresent())
                    && scripts.field(money, "mo").equals("" + TimedScripts.month(TimedScripts.date(now)))) {
                assertThat(scripts.field(money, "ms"))
                        .as("%s, %s", scope, where)
                        .isEqualTo("" + model.month(now, scope));
            }
            if (scripts.field(money, "d").equals("" + TimedScripts.date(now).toEpochDay())) {
                assertThat(scripts.field(money, "ds"))
                        .as("%s, %s", scope, where)
                        .isEqualTo("" + model.day(now, scope));
            }
        }
    }

    private Verdict ask(Reserve request) {
        Verdict verdict = scripts.admit(now, request);
        while (verdict.kind() == 5) {
            scripts.seed(now, Keys.of(request), (int) verdict.number(2) - 1, 0, 0, 0);
            verdict = scripts.admit(now, request);
        }
        return verdict;
    }
}
