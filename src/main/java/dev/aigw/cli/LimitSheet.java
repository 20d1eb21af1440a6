package dev.aigw.cli;

import dev.aigw.tenant.LimitField;
import dev.aigw.tenant.Limits;
import dev.aigw.tenant.SubLimit;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Limits as commands show them: of a tenant, and within its own. */
final class LimitSheet {
    private LimitSheet() {}

    /** Adds every limit under the name that it has in the table of tenants; null where none holds. */
    static void addTo(JsonObject json, Limits limits) {
        add(json, limits, LimitField::column);
    }

    static JsonArray json(List<SubLimit> limits) {
        JsonArray all = new JsonArray();
        for (SubLimit limit : limits) {
            JsonObject json = new JsonObject().put("scope", limit.by().word()).put("name", limit.name());
            add(json, limit.limits(), LimitField::subColumn);
            all.add(json);
        }
        return all;
    }

    /** A row for each; "-" where none holds. */
    static String table(List<SubLimit> limits) {
        TextTable table = new TextTable()
                .left("LIMITED")
                .left("NAME")
                .right("A MINUTE")
                .right("A DAY")
                .right("TOKENS A MINUTE")
                .right("AT ONCE")
                .right("USD A DAY")
                .right("USD A MONTH")
                .right("USD IN ALL");
        for (SubLimit limit : limits) {
            List<String> cells = new ArrayList<>(List.of(limit.by().word(), limit.name()));
            for (LimitField field : LimitField.values()) {
                cells.add(cell(field, field.of(limit.limits())));
            }
            table.row(cells);
        }
        return table.text();
    }

    private static void add(JsonObject json, Limits limits, Function<LimitField, String> name) {
        for (LimitField field : LimitField.values()) {
            json.put(name.apply(field), number(field, field.of(limits)));
        }
    }

    private static @Nullable Number number(LimitField field, OptionalLong value) {
        if (value.isEmpty()) {
            return null;
        }
        return field.isMoney() ? Shown.exact(value.getAsLong()) : (Number) value.getAsLong();
    }

    private static String cell(LimitField field, OptionalLong value) {
        if (value.isEmpty()) {
            return "-";
        }
        return field.isMoney() ? Shown.exact(value.getAsLong()).toPlainString() : Shown.count(value.getAsLong());
    }
}
