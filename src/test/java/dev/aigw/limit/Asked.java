package dev.aigw.limit;

import dev.aigw.limit.RateLimits.CallSketch;
import dev.aigw.limit.RateLimits.Claim;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.RateLimits.Scope;
import dev.aigw.tenant.Limits;
import dev.aigw.tenant.Policy.LimiterLoss;
import dev.aigw.tenant.SubLimit.By;
import dev.aigw.tenant.Tenant.Budget;
import dev.aigw.usage.Spending.Spent;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Requests for admission, as short as a test wants to write them. */
final class Asked {
    private static final AtomicLong COUNTER = new AtomicLong();

    private Asked() {}

    /** A tenant that no other test of this JVM uses. */
    static long tenantId() {
        return 7_000_000_000L + COUNTER.incrementAndGet();
    }

    static UUID id() {
        return new UUID(0x7000, COUNTER.incrementAndGet() << 8);
    }

    static Reserve of(long tenantId, long tokens, long costNanos, Scope... scopes) {
        return of(tenantId, tokens, costNanos, Optional.empty(), scopes);
    }

    static Reserve of(long tenantId, long tokens, long costNanos, Optional<Claim> claim, Scope... scopes) {
        return new Reserve(
                id(),
                tenantId,
                List.of(scopes),
                tokens,
                costNanos,
                claim,
                LimiterLoss.REFUSE,
                sketch("request", "gpt"));
    }

    static CallSketch sketch(String requestId, String model) {
        return new CallSketch(
                requestId,
                "openai",
                model,
                1,
                0,
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static Scope tenant(Limits limits) {
        return Scope.tenant(limits);
    }

    static Scope user(String name, Limits limits) {
        return new Scope(Optional.of(By.USER), name, limits);
    }

    static Scope feature(String name, Limits limits) {
        return new Scope(Optional.of(By.FEATURE), name, limits);
    }

    /** A negative number is no limit. */
    static Limits limits(long perMinute, long perDay, long tokens, long concurrent, long day, long month, long total) {
        return new Limits(some(perMinute), some(perDay), some(tokens), some(concurrent), budget(day, month, total));
    }

    static Limits spending(long day, long month, long total) {
        return limits(-1, -1, -1, -1, day, month, total);
    }

    private static Budget budget(long day, long month, long total) {
        return new Budget(some(day), some(month), some(total));
    }

    private static OptionalLong some(long limit) {
        return limit < 0 ? OptionalLong.empty() : OptionalLong.of(limit);
    }

    /** The first of the scopes has spent nothing yet. */
    static Future<MoneyScripts.Seeded> seedWithNothing(Scripts scripts, Keys keys) {
        MoneyScripts.Unsettled none = new MoneyScripts.Unsettled(Instant.now(), Instant.now(), List.of());
        return scripts.money().seed(keys, 0, none, new Spent(0, 0, 0));
    }
}
