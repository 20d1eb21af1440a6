package dev.aigw.tenant;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an operator sets on a tenant. What is absent keeps its value, or takes the schema's default in a new tenant.
 * Making one that breaks {@link TenantRules} fails with a {@code GatewayException} that names the field.
 *
 * @param budget the whole of it; to lift one limit, give the others again
 */
public record TenantSettings(
        Optional<String> name,
        OptionalLong requestsPerMinute,
        OptionalLong requestsPerDay,
        Optional<Boolean> active,
        Optional<List<String>> allowedModels,
        Optional<List<String>> allowedOrigins,
        Optional<Duration> maxTokenTtl,
        Optional<Tenant.Budget> budget) {

    public static final TenantSettings NONE = new TenantSettings(
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public TenantSettings {
        allowedModels = allowedModels.map(List::copyOf);
        allowedOrigins = allowedOrigins.map(List::copyOf);
        name.ifPresent(given -> TenantRules.checkName("name", given));
        TenantRules.checkRate("rate_limit_rpm", requestsPerMinute);
        TenantRules.checkRate("rate_limit_rpd", requestsPerDay);
        allowedModels.ifPresent(TenantRules::checkModels);
        allowedOrigins.ifPresent(TenantRules::checkOrigins);
        maxTokenTtl.ifPresent(TenantRules::checkTtl);
        budget.ifPresent(TenantRules::checkBudget);
    }

    public TenantSettings withName(String name) {
        return new TenantSettings(
                Optional.of(name),
                requestsPerMinute,
                requestsPerDay,
                active,
                allowedModels,
                allowedOrigins,
                maxTokenTtl,
                budget);
    }

    public TenantSettings withRates(OptionalLong perMinute, OptionalLong perDay) {
        return new TenantSettings(name, perMinute, perDay, active, allowedModels, allowedOrigins, maxTokenTtl, budget);
    }

    public TenantSettings withActive(boolean active) {
        return new TenantSettings(
                name,
                requestsPerMinute,
                requestsPerDay,
                Optional.of(active),
                allowedModels,
                allowedOrigins,
                maxTokenTtl,
                budget);
    }

    public TenantSettings withAllowedModels(List<String> models) {
        return new TenantSettings(
                name,
                requestsPerMinute,
                requestsPerDay,
                active,
                Optional.of(models),
                allowedOrigins,
                maxTokenTtl,
                budget);
    }

    public TenantSettings withAllowedOrigins(List<String> origins) {
        return new TenantSettings(
                name,
                requestsPerMinute,
                requestsPerDay,
                active,
                allowedModels,
                Optional.of(origins),
                maxTokenTtl,
                budget);
    }

    public TenantSettings withMaxTokenTtl(Duration ttl) {
        return new TenantSettings(
                name,
                requestsPerMinute,
                requestsPerDay,
                active,
                allowedModels,
                allowedOrigins,
                Optional.of(ttl),
                budget);
    }

    public TenantSettings withBudget(Tenant.Budget budget) {
        return new TenantSettings(
                name,
                requestsPerMinute,
                requestsPerDay,
                active,
                allowedModels,
                allowedOrigins,
                maxTokenTtl,
                Optional.of(budget));
    }
}
