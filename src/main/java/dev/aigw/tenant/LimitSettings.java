package dev.aigw.tenant;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Limits that an operator sets or lifts. What is not among them keeps its value. Making one with a value out of bounds fails
 * with a {@code GatewayException} that names the field.
 *
 * @param limits by field; an absent value lifts the limit
 */
public record LimitSettings(Map<LimitField, OptionalLong> limits) {
    public static final LimitSettings NONE = new LimitSettings(Map.of());

    public LimitSettings {
        EnumMap<LimitField, OptionalLong> copy = new EnumMap<>(LimitField.class);
        copy.putAll(limits);
        copy.forEach(LimitField::check);
        limits = Collections.unmodifiableMap(copy);
    }

    public LimitSettings with(LimitField field, OptionalLong value) {
        EnumMap<LimitField, OptionalLong> more = new EnumMap<>(LimitField.class);
        more.putAll(limits);
        more.put(field, value);
        return new LimitSettings(more);
    }

    public LimitSettings with(LimitField field, long value) {
        return with(field, OptionalLong.of(value));
    }

    /** The columns they set in the table of tenants; refuses to lift what every tenant has. */
    Columns onTenant(Columns columns) {
        limits.forEach((field, value) -> TenantRules.check(
                value.isPresent() || !field.everyTenantHasIt(), field.column(), "Every tenant has this limit."));
        return on(columns, LimitField::column);
    }

    /** The columns they set in the table of limits within a tenant's. */
    Columns onSubLimit() {
        return on(Columns.NONE, LimitField::subColumn);
    }

    private Columns on(Columns columns, Function<LimitField, String> name) {
        Columns more = columns;
        for (Map.Entry<LimitField, OptionalLong> limit : limits.entrySet()) {
            more = more.with(name.apply(limit.getKey()), kept(limit.getKey(), limit.getValue()));
        }
        return more;
    }

    private static Optional<Object> kept(LimitField field, OptionalLong value) {
        return value.isPresent() ? Optional.of(field.kept(value.getAsLong())) : Optional.empty();
    }
}
