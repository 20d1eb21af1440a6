package dev.aigw.cli;

import dev.aigw.tenant.StoredTenant;
import dev.aigw.tenant.Tenant;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A tenant as commands show it; without its secret. */
record TenantSheet(StoredTenant stored) {

    JsonObject json() {
        Tenant tenant = stored.tenant();
        return new JsonObject()
                .put("slug", tenant.slug())
                .put("name", tenant.name())
                .put("active", tenant.active())
                .put("rate_limit_rpm", tenant.requestsPerMinute())
                .put("rate_limit_rpd", tenant.requestsPerDay())
                .put("allowed_models", new JsonArray(tenant.allowedModels()))
                .put("allowed_origins", new JsonArray(tenant.allowedOrigins()))
                .put("max_token_ttl_seconds", tenant.maxTokenTtl().toSeconds())
                .put("budget_day_usd", dollars(tenant.budget().dayNanos()))
                .put("budget_month_usd", dollars(tenant.budget().monthNanos()))
                .put("budget_total_usd", dollars(tenant.budget().totalNanos()))
                .put("previous_secret_valid_until", previousSecretEnd())
                .put("secret_readable", stored.secretReadable())
                .put("usable_keys", stored.keys().size())
                .put("created_at", stored.createdAt().toString())
                .put("updated_at", stored.updatedAt().toString());
    }

    String text() {
        Tenant tenant = stored.tenant();
        Tenant.Budget budget = tenant.budget();
        StringBuilder text = new StringBuilder();
        line(text, "tenant", tenant.slug());
        line(text, "name", tenant.name());
        line(text, "active", active());
        line(
                text,
                "limits",
                Shown.count(tenant.requestsPerMinute()) + " requests a minute, " + Shown.count(tenant.requestsPerDay())
                        + " a day");
        line(text, "models", Shown.list(tenant.allowedModels(), "all"));
        line(text, "origins", Shown.list(tenant.allowedOrigins(), "not checked"));
        line(text, "tokens", "live " + Shown.duration(tenant.maxTokenTtl()) + " at most");
        line(
                text,
                "budget",
                "a day " + Shown.budget(budget.dayNanos()) + ", a month " + Shown.budget(budget.monthNanos())
                        + ", in all " + Shown.budget(budget.totalNanos()));
        tenant.previousSecret()
                .ifPresent(previous ->
                        line(text, "old secret", "good until " + Shown.time(previous.validUntil()) + " UTC"));
        line(text, "API keys", stored.keys().size() + " usable");
        line(text, "created", Shown.time(stored.createdAt()) + " UTC");
        line(text, "changed", Shown.time(stored.updatedAt()) + " UTC");
        return text.toString();
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

    private static @Nullable Number dollars(OptionalLong nanos) {
        return nanos.isPresent() ? Shown.exact(nanos.getAsLong()) : null;
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format("%-11s %s%n", name, value));
    }
}
