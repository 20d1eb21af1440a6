package dev.aigw.simulator;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The plainest value that fits a JSON schema; always the same for the same schema. */
final class SchemaSample {
    /** Below this only what is required is filled in, so that a schema that refers to itself comes to an end. */
    private static final int SHALLOW = 3;

    private static final int DEEPEST = 12;

    private final JsonObject root;

    private SchemaSample(JsonObject root) {
        this.root = root;
    }

    /** As text: the answer to a request for JSON of this schema. */
    static String text(JsonObject schema) {
        return Json.encode(new SchemaSample(schema).value(schema, "value", 0));
    }

    /** An object whatever the schema says: the arguments of a tool are one. */
    static JsonObject object(JsonObject schema) {
        return new SchemaSample(schema).value(schema, "value", 0) instanceof JsonObject object
                ? object
                : new JsonObject();
    }

    private @Nullable Object value(JsonObject declared, String name, int depth) {
        JsonObject schema = resolved(declared);
        if (depth > DEEPEST) {
            return null;
        }
        if (schema.containsKey("const")) {
            return schema.getValue("const");
        }
        if (schema.getValue("enum") instanceof JsonArray values && !values.isEmpty()) {
            return values.getValue(0);
        }
        for (String alternatives : List.of("anyOf", "oneOf", "allOf")) {
            if (schema.getValue(alternatives) instanceof JsonArray options
                    && !options.isEmpty()
                    && options.getValue(0) instanceof JsonObject first) {
                return value(first, name, depth + 1);
            }
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, name, depth);
            case "integer" -> number(schema).longValue();
            case "number" -> number(schema);
            case "boolean" -> true;
            case "null" -> null;
            default -> string(schema, name);
        };
    }

    private JsonObject resolved(JsonObject schema) {
        JsonObject current = schema;
        for (int i = 0; i < DEEPEST && current.getValue("$ref") instanceof String reference; i++) {
            current = find(reference).orElse(new JsonObject());
        }
        return current;
    }

    private Optional<JsonObject> find(String reference) {
        if (!reference.startsWith("#")) {
            return Optional.empty();
        }
        JsonObject current = root;
        for (String step : reference.substring(1).split("/", -1)) {
            if (!step.isEmpty()) {
                if (!(current.getValue(step) instanceof JsonObject next)) {
                    return Optional.empty();
                }
                current = next;
            }
        }
        return Optional.of(current);
    }

    private static String type(JsonObject schema) {
        Object type = schema.getValue("type");
        if (type instanceof String one) {
            return one;
        }
        if (type instanceof JsonArray several) {
            return several.stream()
                    .map(String::valueOf)
                    .filter(candidate -> !candidate.equals("null"))
                    .findFirst()
                    .orElse("null");
        }
        return schema.containsKey("properties") ? "object" : schema.containsKey("items") ? "array" : "string";
    }

    private JsonObject object(JsonObject schema, int depth) {
        JsonObject object = new JsonObject();
        List<String> required = schema.getValue("required") instanceof JsonArray names
                ? names.stream().map(String::valueOf).toList()
                : List.of();
        if (schema.getValue("properties") instanceof JsonObject properties) {
            for (Map.Entry<String, Object> property : properties) {
                boolean wanted = depth < SHALLOW || required.contains(property.getKey());
                if (wanted && property.getValue() instanceof JsonObject inner) {
                    object.put(property.getKey(), value(inner, property.getKey(), depth + 1));
                }
            }
        }
        return object;
    }

    private JsonArray array(JsonObject schema, String name, int depth) {
        JsonArray array = new JsonArray();
        int least = whole(schema, "minItems", depth < SHALLOW ? 1 : 0);
        int count = Math.min(least, whole(schema, "maxItems", Integer.MAX_VALUE));
        if (schema.getValue("items") instanceof JsonObject items) {
            for (int i = 0; i < Math.min(count, 100); i++) {
                array.add(value(items, name, depth + 1));
            }
        }
        return array;
    }

    private static Number number(JsonObject schema) {
        double least = limit(schema, "minimum")
                .or(() -> limit(schema, "exclusiveMinimum").map(low -> low + 1))
                .orElse(1.0);
        double most = limit(schema, "maximum")
                .or(() -> limit(schema, "exclusiveMaximum").map(high -> high - 1))
                .orElse(least);
        double value = Math.min(least, most);
        return value == Math.rint(value) ? (Number) (long) value : (Number) value;
    }

    private static Optional<Double> limit(JsonObject schema, String name) {
        return schema.getValue(name) instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty();
    }

    private static String string(JsonObject schema, String name) {
        String text = switch (schema.getString("format", "")) {
            case "date-time" -> "2026-01-02T03:04:05Z";
            case "date" -> "2026-01-02";
            case "time" -> "03:04:05Z";
            case "email" -> "someone@example.com";
            case "uri", "url" -> "https://example.com/";
            case "uuid" -> "00000000-0000-4000-8000-000000000000";
            default -> "simulated " + name;
        };
        int least = Math.min(whole(schema, "minLength", 0), 10_000);
        String padded = text.length() < least ? text + ".".repeat(least - text.length()) : text;
        int most = whole(schema, "maxLength", Integer.MAX_VALUE);
        return padded.length() > most ? padded.substring(0, Math.max(0, most)) : padded;
    }

    private static int whole(JsonObject schema, String name, int otherwise) {
        return schema.getValue(name) instanceof Number number ? number.intValue() : otherwise;
    }
}
