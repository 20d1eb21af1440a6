package dev.aigw.tenant;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;

/**
 * What an operator sets on a tenant. What is not set keeps its value, or takes the schema's default in a new tenant.
 * Setting what breaks {@link TenantRules} fails with a {@code GatewayException} that names the field.
 */
public final class TenantSettings {
    public static final TenantSettings NONE = new TenantSettings(Columns.NONE);

    private static final String NAME = "name";
    private static final String DEFAULT_OUTPUT = "default_max_output";
    private static final String MAX_OUTPUT = "max_output";

    private final Columns columns;

    private TenantSettings(Columns columns) {
        this.columns = columns;
    }

    /** What the setting makes of these where there is a value; else these. */
    public <T> TenantSettings with(Optional<T> value, BiFunction<TenantSettings, T, TenantSettings> setting) {
        return value.map(given -> setting.apply(this, given)).orElse(this);
    }

    public TenantSettings withName(String name) {
        TenantRules.checkName(NAME, name);
        return with(NAME, name);
    }

    public TenantSettings withActive(boolean active) {
        return with("active", active);
    }

    public TenantSettings withAllowedModels(List<String> models) {
        TenantRules.checkModels(models);
        return with("allowed_models", List.copyOf(models));
    }

    public TenantSettings withAllowedOrigins(List<String> origins) {
        TenantRules.checkOrigins(origins);
        return with("allowed_origins", List.copyOf(origins));
    }

    public TenantSettings withMaxTokenTtl(Duration ttl) {
        TenantRules.checkTtl(ttl);
        return with("max_token_ttl_seconds", ttl.toSeconds());
    }

    public TenantSettings withLimits(LimitSettings limits) {
        return new TenantSettings(limits.onTenant(columns));
    }

    public TenantSettings withLimit(LimitField field, OptionalLong value) {
        return withLimits(LimitSettings.NONE.with(field, value));
    }

    /** Sets requests a minute and a day; one that is absent keeps its value. */
    public TenantSettings withRates(OptionalLong perMinute, OptionalLong perDay) {
        TenantSettings settings = perMinute.isPresent() ? withLimit(LimitField.REQUESTS_PER_MINUTE, perMinute) : this;
        return perDay.isPresent() ? settings.withLimit(LimitField.REQUESTS_PER_DAY, perDay) : settings;
    }

    /** Sets the whole of it; what is absent is lifted. */
    public TenantSettings withBudget(Tenant.Budget budget) {
        return withLimit(LimitField.BUDGET_DAY, budget.dayNanos())
                .withLimit(LimitField.BUDGET_MONTH, budget.monthNanos())
                .withLimit(LimitField.BUDGET_TOTAL, budget.totalNanos());
    }

    /** Sets the ceiling of a request that names none; an absent one is lifted. */
    public TenantSettings withDefaultOutput(OptionalLong tokens) {
        return withOutput(DEFAULT_OUTPUT, tokens);
    }

    /** Sets the ceiling of every request; an absent one is lifted. */
    public TenantSettings withMaxOutput(OptionalLong tokens) {
        return withOutput(MAX_OUTPUT, tokens);
    }

    public TenantSettings withUnknownPrice(Policy.UnknownPrice choice) {
        return with("unknown_price", choice.word());
    }

    public TenantSettings withLimiterLoss(Policy.LimiterLoss choice) {
        return with("limiter_loss", choice.word());
    }

    /** Sets what the tenant is charged of the provider's price, in parts per million. */
    public TenantSettings withPriceFactorPpm(long ppm) {
        TenantRules.checkPriceFactor(ppm);
        return with("price_factor_ppm", ppm);
    }

    Columns columns() {
        return columns;
    }

    /** For a new tenant, which is called after its slug where no name is set. */
    Columns columnsOfNew(String slug) {
        return columns.values().containsKey(NAME) ? columns : columns.with(NAME, Optional.of(slug));
    }

    private TenantSettings withOutput(String column, OptionalLong tokens) {
        TenantRules.checkOutput(column, tokens);
        Optional<Object> value = tokens.isPresent() ? Optional.of(tokens.getAsLong()) : Optional.empty();
        TenantSettings settings = new TenantSettings(columns.with(column, value));
        if (settings.tokens(DEFAULT_OUTPUT, 0) > settings.tokens(MAX_OUTPUT, Long.MAX_VALUE)) {
            throw TenantRules.defaultAboveMost();
        }
        return settings;
    }

    private long tokens(String column, long otherwise) {
        return columns.values()
                .getOrDefault(column, Optional.empty())
                .map(Long.class::cast)
                .orElse(otherwise);
    }

    private TenantSettings with(String column, Object value) {
        return new TenantSettings(columns.with(column, Optional.of(value)));
    }
}
