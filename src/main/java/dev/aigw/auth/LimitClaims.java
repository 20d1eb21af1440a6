package dev.aigw.auth;

import dev.aigw.tenant.LimitField;
import dev.aigw.tenant.Limits;
import dev.aigw.tenant.SubLimit.By;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the claim {@code limits} of a token: how much whoever it is for may use, as {@code {"user": {"rpm": 5, "usd_day": 0.05}}}.
 * Strictly: a limit that should hold and cannot be read must not be passed over.
 */
final class LimitClaims {
    private static final Map<String, LimitField> FIELDS = Map.of(
            "rpm", LimitField.REQUESTS_PER_MINUTE,
            "rpd", LimitField.REQUESTS_PER_DAY,
            "tpm", LimitField.TOKENS_PER_MINUTE,
            "concurrent", LimitField.CONCURRENT,
            "usd_day", LimitField.BUDGET_DAY,
            "usd_month", LimitField.BUDGET_MONTH);
    private static final int NANO_DIGITS = 9;

    private LimitClaims() {}

    static Map<By, Limits> read(JsonObject claims) {
        Object value = claims.getValue("limits");
        if (value == null) {
            return Map.of();
        }
        Map<By, Limits> limits = new EnumMap<>(By.class);
        JsonObject told = object(value);
        for (String word : told.fieldNames()) {
            limits.put(by(word), limits(object(told.getValue(word))));
        }
        return limits;
    }

    private static By by(String word) {
        for (By by : By.values()) {
            if (by.word().equals(word)) {
                return by;
            }
        }
        throw TokenClaims.invalid();
    }

    private static Limits limits(JsonObject told) {
        Map<LimitField, Long> values = new EnumMap<>(LimitField.class);
        for (String name : told.fieldNames()) {
            LimitField field = Optional.ofNullable(FIELDS.get(name)).orElseThrow(TokenClaims::invalid);
            values.put(field, value(field, told.getValue(name)));
        }
        return LimitField.limits(
                field -> values.containsKey(field) ? OptionalLong.of(values.get(field)) : OptionalLong.empty());
    }

    /** Money in whole nano-dollars: what is below one of them is cut off. */
    private static long value(LimitField field, Object told) {
        if (!(told instanceof Number)) {
            throw TokenClaims.invalid();
        }
        try {
            BigDecimal number = new BigDecimal(told.toString());
            long value = field.isMoney()
                    ? number.movePointRight(NANO_DIGITS)
                            .setScale(0, RoundingMode.FLOOR)
                            .longValueExact()
                    : number.longValueExact();
            if (field.allows(value)) {
                return value;
            }
        } catch (ArithmeticException | NumberFormatException notSuchANumber) {
            // told below
        }
        throw TokenClaims.invalid();
    }

    private static JsonObject object(Object value) {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw TokenClaims.invalid();
    }
}
