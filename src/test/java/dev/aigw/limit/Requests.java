package dev.aigw.limit;

import dev.aigw.limit.RateLimits.CallSketch;
import dev.aigw.limit.RateLimits.Claim;
import dev.aigw.limit.RateLimits.Fate;
import dev.aigw.limit.RateLimits.Reservation.Granted;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.RateLimits.Scope;
import dev.aigw.limit.RateLimits.Settle;
import dev.aigw.tenant.Limits;
import dev.aigw.tenant.Policy.LimiterLoss;
import dev.aigw.tenant.SubLimit;
import dev.aigw.tenant.Tenant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Requests as the HTTP side would ask for them, for tests of the limiter. */
record Requests(
        long tenantId, List<Scope> scopes, long tokens, long costNanos, Optional<Claim> claim, LimiterLoss loss) {

    static Requests of(long tenantId, Limits limits) {
        return new Requests(tenantId, List.of(Scope.tenant(limits)), 0, 0, Optional.empty(), LimiterLoss.SHARE);
    }

    static Limits budget(long totalNanos) {
        return new Limits(
                OptionalLong.of(1_000_000),
                OptionalLong.of(1_000_000),
                OptionalLong.empty(),
                OptionalLong.empty(),
                new Tenant.Budget(OptionalLong.of(totalNanos), OptionalLong.empty(), OptionalLong.of(totalNanos)));
    }

    static Limits concurrent(long many) {
        return new Limits(
                OptionalLong.of(1_000_000),
                OptionalLong.of(1_000_000),
                OptionalLong.empty(),
                OptionalLong.of(many),
                Tenant.Budget.NONE);
    }

    static Limits tokens(long perMinute) {
        return new Limits(
                OptionalLong.of(1_000_000),
                OptionalLong.of(1_000_000),
                OptionalLong.of(perMinute),
                OptionalLong.empty(),
                Tenant.Budget.NONE);
    }

    Requests and(SubLimit.By by, String name, Limits limits) {
        return new Requests(
                tenantId,
                List.of(scopes.getFirst(), new Scope(Optional.of(by), name, limits)),
                tokens,
                costNanos,
                claim,
                loss);
    }

    Requests withTokens(long tokens) {
        return new Requests(tenantId, scopes, tokens, costNanos, claim, loss);
    }

    Requests withCost(long nanos) {
        return new Requests(tenantId, scopes, tokens, nanos, claim, loss);
    }

    Requests withClaim(String id, String body) {
        return new Requests(tenantId, scopes, tokens, costNanos, Optional.of(new Claim(id, body)), loss);
    }

    Requests refusing() {
        return new Requests(tenantId, scopes, tokens, costNanos, claim, LimiterLoss.REFUSE);
    }

    /** A new one. */
    Reserve next() {
        UUID random = UUID.randomUUID();
        return new Reserve(
                new UUID(random.getMostSignificantBits(), random.getLeastSignificantBits() & ~0xffL),
                tenantId,
                scopes,
                tokens,
                costNanos,
                claim,
                loss,
                new CallSketch(
                        "the-request",
                        "openai",
                        "gpt-4o-mini",
                        1,
                        tokens / 2,
                        OptionalLong.of(costNanos),
                        Optional.of("u1"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    static Settle end(Reserve reserve, Granted granted, long tokens, long costNanos) {
        return new Settle(
                reserve,
                Instant.ofEpochMilli(granted.atMillis()),
                tokens,
                costNanos,
                granted.degraded(),
                new Fate.Forgotten());
    }
}
