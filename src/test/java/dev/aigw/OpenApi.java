package dev.aigw;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The description of what is served, as a tree. */
final class OpenApi {
    private final JsonObject root;

    private OpenApi(JsonObject root) {
        this.root = root;
    }

    static OpenApi load() throws IOException {
        try (InputStream in = Objects.requireNonNull(OpenApi.class.getResourceAsStream("/openapi.yaml"))) {
            Map<String, Object> tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            return new OpenApi(new JsonObject(tree));
        }
    }

    /** Each path, with what it says to a browser that asks before it calls. */
    Map<String, JsonObject> preflights() {
        Map<String, JsonObject> preflights = new TreeMap<>();
        JsonObject paths = root.getJsonObject("paths");
        paths.fieldNames()
                .forEach(path -> preflights.put(path, paths.getJsonObject(path).getJsonObject("options")));
        return preflights;
    }

    /** Each operation but preflights, told as {@code POST /path}. */
    Map<String, JsonObject> operations() {
        Map<String, JsonObject> operations = new TreeMap<>();
        JsonObject paths = root.getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            for (String method : paths.getJsonObject(path).fieldNames()) {
                if (method.equals("options")) {
                    continue;
                }
                operations.put(
                        method.toUpperCase(java.util.Locale.ROOT) + " " + path,
                        paths.getJsonObject(path).getJsonObject(method));
            }
        }
        return operations;
    }

    JsonObject operation(String told) {
        return Objects.requireNonNull(operations().get(told), told);
    }

    /** Error codes with their status. */
    Map<String, Integer> errorCodes() {
        JsonObject status = schema("ErrorCode").getJsonObject("x-status");
        Map<String, Integer> codes = new TreeMap<>();
        status.fieldNames().forEach(code -> codes.put(code, status.getInteger(code)));
        return codes;
    }

    List<String> errorCodeEnum() {
        return schema("ErrorCode").getJsonArray("enum").stream()
                .map(String.class::cast)
                .toList();
    }

    Set<String> required(String schema) {
        JsonArray required = schema(schema).getJsonArray("required");
        return Set.copyOf(required.stream().map(String.class::cast).toList());
    }

    Set<String> properties(String schema) {
        return schema(schema).getJsonObject("properties").fieldNames();
    }

    /** Follows a {@code #/...} reference. */
    JsonObject at(String reference) {
        JsonObject here = root;
        for (String step : reference.substring(2).split("/", -1)) {
            here = Objects.requireNonNull(here.getJsonObject(step), reference);
        }
        return here;
    }

    /** Every reference that stands anywhere in the page. */
    List<String> references() {
        return references(root).toList();
    }

    private static java.util.stream.Stream<String> references(Object node) {
        if (node instanceof JsonObject object) {
            return object.stream()
                    .flatMap(member -> member.getKey().equals("$ref")
                            ? java.util.stream.Stream.of((String) member.getValue())
                            : references(member.getValue()));
        }
        return node instanceof JsonArray array
                ? array.stream().flatMap(OpenApi::references)
                : java.util.stream.Stream.of();
    }

    private JsonObject schema(String name) {
        return at("#/components/schemas/" + name);
    }
}
