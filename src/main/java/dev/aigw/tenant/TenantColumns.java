package dev.aigw.tenant;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The settings that were given, as columns of the tenant table: the SQL, the values, and what the audit log tells of them. */
final class TenantColumns {
    private static final int NANO_DIGITS = 9;

    private final List<Column> columns = new ArrayList<>();

    private TenantColumns() {}

    static TenantColumns of(TenantSettings settings) {
        TenantColumns given = new TenantColumns();
        settings.name().ifPresent(name -> given.add("name", name));
        settings.requestsPerMinute().ifPresent(rate -> given.add("rate_limit_rpm", rate));
        settings.requestsPerDay().ifPresent(rate -> given.add("rate_limit_rpd", rate));
        settings.active().ifPresent(active -> given.add("active", active));
        settings.allowedModels().ifPresent(models -> given.add("allowed_models", models.toArray(String[]::new)));
        settings.allowedOrigins().ifPresent(origins -> given.add("allowed_origins", origins.toArray(String[]::new)));
        settings.maxTokenTtl().ifPresent(ttl -> given.add("max_token_ttl_seconds", ttl.toSeconds()));
        settings.budget().ifPresent(budget -> {
            given.add("budget_day_usd", usd(budget.dayNanos()));
            given.add("budget_month_usd", usd(budget.monthNanos()));
            given.add("budget_total_usd", usd(budget.totalNanos()));
        });
        return given;
    }

    boolean isEmpty() {
        return columns.isEmpty();
    }

    /** Takes the slug and the sealed secret before the columns' own values. */
    String insert() {
        StringBuilder names = new StringBuilder("insert into tenant (slug, secret_encrypted");
        StringBuilder places = new StringBuilder(") values ($1, $2");
        for (int i = 0; i < columns.size(); i++) {
            names.append(", ").append(columns.get(i).name());
            places.append(", $").append(i + 3);
        }
        return names.append(places).append(") returning id").toString();
    }

    /** Takes the slug before the columns' own values. */
    String update() {
        StringBuilder sql = new StringBuilder("update tenant set ");
        for (int i = 0; i < columns.size(); i++) {
            sql.append(i == 0 ? "" : ", ")
                    .append(columns.get(i).name())
                    .append(" = $")
                    .append(i + 2);
        }
        return sql.append(" where slug = $1 returning id").toString();
    }

    Tuple addTo(Tuple values) {
        columns.forEach(column -> values.addValue(column.value()));
        return values;
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        for (Column column : columns) {
            json.put(column.name(), toJson(column.value()));
        }
        return json;
    }

    private void add(String name, @Nullable Object value) {
        columns.add(new Column(name, value));
    }

    private static @Nullable Object toJson(@Nullable Object value) {
        return switch (value) {
            case String[] list -> new JsonArray(List.of((Object[]) list));
            case BigDecimal amount -> amount.toPlainString();
            case null, default -> value;
        };
    }

    private static @Nullable BigDecimal usd(OptionalLong nanos) {
        return nanos.isPresent() ? BigDecimal.valueOf(nanos.getAsLong(), NANO_DIGITS) : null;
    }

    private record Column(String name, @Nullable Object value) {}
}
