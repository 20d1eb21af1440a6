package dev.aigw.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where requests go that do not say it themselves, and what they cost there.
 *
 * @param defaultProvider what an absent {@code provider} means (DEFAULT_PROVIDER)
 * @param streamDefault what an absent {@code stream} means on /api/v1/chat (STREAM_DEFAULT)
 * @param aliases a name to one or more {@code provider/model} targets, tried in order
 * @param maxAttempts candidates tried for one request
 * @param modelsFile prices and limits whose rows hold over those of the built-in table
 * @param prices by {@code provider/model} or {@code model}, {@code *} allowed at the end: what holds over both tables
 */
public record RoutingConfig(
        String defaultProvider,
        boolean streamDefault,
        Map<String, List<String>> aliases,
        int maxAttempts,
        Optional<Path> modelsFile,
        Map<String, StatedPrice> prices) {
    public RoutingConfig {
        aliases = Collections.unmodifiableMap(new LinkedHashMap<>(aliases));
        prices = Collections.unmodifiableMap(new LinkedHashMap<>(prices));
    }

    /** Without prices of the operator's own. */
    public RoutingConfig(
            String defaultProvider,
            boolean streamDefault,
            Map<String, List<String>> aliases,
            int maxAttempts,
            Optional<Path> modelsFile) {
        this(defaultProvider, streamDefault, aliases, maxAttempts, modelsFile, Map.of());
    }

    /** The same with the prices that another one has. */
    public RoutingConfig withPricesOf(RoutingConfig other) {
        return new RoutingConfig(defaultProvider, streamDefault, aliases, maxAttempts, other.modelsFile, other.prices);
    }
}
