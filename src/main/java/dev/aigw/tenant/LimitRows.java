package dev.aigw.tenant;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads what limits a tenant from its row. */
final class LimitRows {
    private LimitRows() {}

    static Limits limits(Row row) {
        return LimitField.limits(field -> value(field, row.getBigDecimal(field.column())));
    }

    static List<SubLimit> subLimits(Row row) {
        return Optional.ofNullable(row.getJsonArray("sub_limits")).orElseGet(JsonArray::new).stream()
                .map(JsonObject.class::cast)
                .map(LimitRows::subLimit)
                .toList();
    }

    static Policy policy(Row row) {
        return new Policy(
                optional(row.getLong("default_max_output")),
                optional(row.getLong("max_output")),
                Policy.UnknownPrice.valueOf(constant(row.getString("unknown_price"))),
                Policy.LimiterLoss.valueOf(constant(row.getString("limiter_loss"))),
                row.getLong("price_factor_ppm"));
    }

    private static SubLimit subLimit(JsonObject json) {
        return new SubLimit(
                SubLimit.By.valueOf(constant(json.getString("scope"))),
                json.getString("name"),
                LimitField.limits(field -> value(field, decimal(json.getValue(field.subColumn())))));
    }

    /** Money comes as text, because a number of JSON would be rounded. */
    private static @Nullable BigDecimal decimal(@Nullable Object json) {
        return json == null ? null : new BigDecimal(json.toString());
    }

    private static OptionalLong value(LimitField field, @Nullable BigDecimal kept) {
        return kept == null ? OptionalLong.empty() : OptionalLong.of(field.read(kept));
    }

    private static OptionalLong optional(@Nullable Long number) {
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
