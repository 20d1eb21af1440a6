package dev.aigw.cli;

import dev.aigw.tenant.Limits;
import dev.aigw.tenant.Policy;
import dev.aigw.tenant.StoredTenant;
import dev.aigw.tenant.SubLimit;
import dev.aigw.tenant.Tenant;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A tenant as commands show it; without its secret. */
record TenantSheet(StoredTenant stored) {

    JsonObject json() {
        Tenant tenant = stored.tenant();
        Policy policy = tenant.policy();
        JsonObject json = new JsonObject()
                .put("slug", tenant.slug())
                .put("name", tenant.name())
                .put("active", tenant.active());
        LimitSheet.addTo(json, tenant.limits());
        return json.put("default_max_output", number(policy.defaultOutput()))
                .put("max_output", number(policy.maxOutput()))
                .put("unknown_price", policy.unknownPrice().word())
                .put("limiter_loss", policy.limiterLoss().word())
                .put("price_factor", Shown.factor(policy.priceFactorPpm()))
                .put("limits", LimitSheet.json(tenant.subLimits()))
                .put("allowed_models", new JsonArray(tenant.allowedModels()))
                .put("allowed_origins", new JsonArray(tenant.allowedOrigins()))
                .put("max_token_ttl_seconds", tenant.maxTokenTtl().toSeconds())
                .put("previous_secret_valid_until", previousSecretEnd())
                .put("secret_readable", stored.secretReadable())
                .put("usable_keys", stored.keys().size())
                .put("created_at", stored.createdAt().toString())
                .put("updated_at", stored.updatedAt().toString());
    }

    String text() {
        return lines() + limits();
    }

    String textWith(String secret) {
        StringBuilder secretLine = new StringBuilder();
        line(secretLine, "secret", secret);
        return lines() + secretLine + limits();
    }

    private String lines() {
        Tenant tenant = stored.tenant();
        Limits limits = tenant.limits();
        Tenant.Budget budget = tenant.budget();
        Policy policy = tenant.policy();
        StringBuilder text = new StringBuilder();
        line(text, "tenant", tenant.slug());
        line(text, "name", tenant.name());
        line(text, "active", active());
        line(
                text,
                "limits",
                Shown.count(tenant.requestsPerMinute()) + " requests a minute, " + Shown.count(tenant.requestsPerDay())
                        + " a day, " + Shown.most(limits.concurrent()) + " at once, "
                        + Shown.most(limits.tokensPerMinute()) + " tokens a minute");
        line(text, "models", Shown.list(tenant.allowedModels(), "all"));
        line(text, "origins", Shown.list(tenant.allowedOrigins(), "not checked"));
        line(text, "tokens", "live " + Shown.duration(tenant.maxTokenTtl()) + " at most");
        line(
                text,
                "budget",
                "a day " + Shown.budget(budget.dayNanos()) + ", a month " + Shown.budget(budget.monthNanos())
                        + ", in all " + Shown.budget(budget.totalNanos()));
        line(
                text,
                "output",
                Shown.most(policy.maxOutput()) + " tokens at most, " + Shown.most(policy.defaultOutput())
                        + " where neither request nor model says");
        line(
                text,
                "prices",
                Shown.percent(policy.priceFactorPpm()) + " of the provider's; one that is not known: "
                        + policy.unknownPrice().word());
        line(text, "no Redis", policy.limiterLoss().word());
        tenant.previousSecret()
                .ifPresent(previous ->
                        line(text, "old secret", "good until " + Shown.time(previous.validUntil()) + " UTC"));
        line(text, "API keys", stored.keys().size() + " usable");
        line(text, "created", Shown.time(stored.createdAt()) + " UTC");
        line(text, "changed", Shown.time(stored.updatedAt()) + " UTC");
        return text.toString();
    }

    /** The limits within its own, where it has some. */
    private String limits() {
        List<SubLimit> limits = stored.tenant().subLimits();
        return limits.isEmpty() ? "" : "\n" + LimitSheet.table(limits);
    }

    String active() {
        return stored.tenant().active()
                ? "yes"
                : stored.secretReadable() ? "no" : "no: the master key does not open its secret";
    }

    private @Nullable String previousSecretEnd() {
        return stored.tenant()
                .previousSecret()
                .map(previous -> previous.validUntil().toString())
                .orElse(null);
    }

    private static @Nullable Long number(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format("%-11s %s%n", name, value));
    }
}
