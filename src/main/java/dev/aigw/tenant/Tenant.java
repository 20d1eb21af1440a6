package dev.aigw.tenant;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One WordPress site (or other client) and what it may do; an immutable snapshot of its row.
 *
 * @param id the row's identity; never reused
 * @param slug what a token's {@code sub} says; unique
 * @param secret signs the tenant's tokens (HS256); in clear only in memory
 * @param previousSecret the secret before the last rotation, good until its end
 * @param limits of the tenant as a whole; requests per minute and per day are always among them
 * @param subLimits within those, for the site's users, features, plugins and roles
 * @param allowedModels patterns as {@code model} or {@code provider/model}, {@code *} allowed at the end; empty means all
 * @param allowedOrigins browser origins; empty means none is checked
 * @param maxTokenTtl a token that lives longer than this is refused
 * @param version grows with every change of the row, so that what was derived from an older one can be told
 */
public record Tenant(
        long id,
        String slug,
        String name,
        boolean active,
        Secret secret,
        Optional<PreviousSecret> previousSecret,
        Limits limits,
        List<SubLimit> subLimits,
        Policy policy,
        List<String> allowedModels,
        List<String> allowedOrigins,
        Duration maxTokenTtl,
        long version) {

    public Tenant {
        subLimits = SubLimits.copyOf(subLimits);
        allowedModels = List.copyOf(allowedModels);
        allowedOrigins = List.copyOf(allowedOrigins);
    }

    public long requestsPerMinute() {
        return limits.requestsPerMinute().orElse(0);
    }

    public long requestsPerDay() {
        return limits.requestsPerDay().orElse(0);
    }

    /** What holds for one of the site's users, features, plugins or roles: its own limits, else those of each; without a search. */
    public Optional<Limits> limitsOf(SubLimit.By by, String name) {
        return ((SubLimits) subLimits).of(by, name); // the constructor made it one
    }

    public Budget budget() {
        return limits.budget();
    }

    /** A signing secret; prints as dots so that it cannot reach a log by accident. */
    public record Secret(String value) {
        @Override
        public String toString() {
            return "…";
        }
    }

    public record PreviousSecret(Secret secret, Instant validUntil) {}

    /** What may be spent, in nano-dollars per UTC day, per UTC month and in all; absent means no limit. */
    public record Budget(OptionalLong dayNanos, OptionalLong monthNanos, OptionalLong totalNanos) {
        public boolean limits() {
            return dayNanos.isPresent() || monthNanos.isPresent() || totalNanos.isPresent();
        }

        public static final Budget NONE = new Budget(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }
}
