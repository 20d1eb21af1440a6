package dev.aigw.tenant;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Columns of a row that are to be set, in the order they were named: their part of the SQL, their values, and what the
 * audit log tells of them.
 *
 * @param values by column; empty for null
 */
record Columns(Map<String, Optional<Object>> values) {
    static final Columns NONE = new Columns(Map.of());

    Columns {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    Columns with(String column, Optional<Object> value) {
        Map<String, Optional<Object>> more = new LinkedHashMap<>(values);
        more.put(column, value);
        return new Columns(more);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** The columns, each with a comma before it. */
    String names() {
        return values.keySet().stream().map(name -> ", " + name).collect(Collectors.joining());
    }

    /** A place for each value, with a comma before it. */
    String places(int first) {
        return IntStream.range(first, first + values.size())
                .mapToObj(place -> ", $" + place)
                .collect(Collectors.joining());
    }

    /** Sets each column to the value at its place; for an update. */
    String assignments(int first) {
        List<String> names = List.copyOf(values.keySet());
        return IntStream.range(0, names.size())
                .mapToObj(i -> names.get(i) + " = $" + (first + i))
                .collect(Collectors.joining(", "));
    }

    /** Sets each column to what was to be inserted; for a conflict. */
    String takeovers() {
        return values.keySet().stream()
                .map(name -> name + " = excluded." + name)
                .collect(Collectors.joining(", "));
    }

    Tuple addTo(Tuple tuple) {
        values.values().forEach(value -> tuple.addValue(toSql(value.orElse(null))));
        return tuple;
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        values.forEach((column, value) -> json.put(column, toJson(value.orElse(null))));
        return json;
    }

    private static @Nullable Object toSql(@Nullable Object value) {
        return value instanceof List<?> list ? list.toArray(String[]::new) : value;
    }

    private static @Nullable Object toJson(@Nullable Object value) {
        return switch (value) {
            case List<?> list -> new JsonArray(list);
            case BigDecimal amount -> amount.toPlainString();
            case null, default -> value;
        };
    }
}
