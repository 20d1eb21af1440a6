package dev.aigw.routing;

import java.util.List;
import java.util.Optional;

/**
 * Where a caller would like its request to go.
 *
 * @param provider by name, if the caller said one
 * @param model an alias, {@code provider/model} or a bare name, if the caller said one
 * @param fallbacks what else will do, in the same form, in order
 */
public record Wanted(Optional<String> provider, Optional<String> model, List<String> fallbacks) {
    public Wanted {
        fallbacks = List.copyOf(fallbacks);
    }

    public static Wanted of(Optional<String> provider, Optional<String> model) {
        return new Wanted(provider, model, List.of());
    }
}
