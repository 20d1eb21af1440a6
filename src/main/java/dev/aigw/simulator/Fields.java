package dev.aigw.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reading of JSON that a stranger wrote: what has the wrong type is refused by name. */
final class Fields {
    private Fields() {}

    static Optional<String> string(JsonObject json, String name, String path) {
        return of(json, name, path, String.class, "a string");
    }

    static Optional<JsonObject> object(JsonObject json, String name, String path) {
        return of(json, name, path, JsonObject.class, "an object");
    }

    static Optional<JsonArray> array(JsonObject json, String name, String path) {
        return of(json, name, path, JsonArray.class, "an array");
    }

    static boolean flag(JsonObject json, String name, String path) {
        return of(json, name, path, Boolean.class, "a boolean").orElse(false);
    }

    static OptionalInt positive(JsonObject json, String name) {
        Optional<Number> number = of(json, name, name, Number.class, "an integer");
        if (number.isEmpty()) {
            return OptionalInt.empty();
        }
        long value = number.get().longValue();
        if (number.get().doubleValue() != value || value < 1 || value > Integer.MAX_VALUE) {
            throw Refusal.invalid(
                    "Invalid '" + name + "': expected an integer of at least 1.", name, "integer_below_min_value");
        }
        return OptionalInt.of((int) value);
    }

    /** The elements of an array that must all be objects. */
    static List<JsonObject> objects(JsonArray array, String path) {
        List<JsonObject> objects = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            if (!(array.getValue(i) instanceof JsonObject object)) {
                throw wrongType(path + "[" + i + "]", "an object");
            }
            objects.add(object);
        }
        return objects;
    }

    static Refusal wrongType(String path, String expected) {
        return Refusal.invalid("Invalid type for '" + path + "': expected " + expected + ".", path, "invalid_type");
    }

    private static <T> Optional<T> of(JsonObject json, String name, String path, Class<T> type, String expected) {
        Object value = json.getValue(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw wrongType(path, expected);
        }
        return Optional.of(type.cast(value));
    }
}
