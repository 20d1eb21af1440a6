package dev.aigw.routing;

import java.util.List;
import java.util.Optional;

/**
 * What a model can do, as far as somebody said.
 *
 * @param takes the modalities of its input, such as text and image; empty when unknown
 * @param gives the modalities of its output; empty when unknown
 * @param tools whether it calls tools
 * @param structured whether it answers by a JSON schema
 * @param temperature whether it lets its sampling be steered
 * @param reasons whether it thinks before it answers
 */
public record Abilities(
        List<String> takes,
        List<String> gives,
        Optional<Boolean> tools,
        Optional<Boolean> structured,
        Optional<Boolean> temperature,
        Optional<Boolean> reasons) {

    /** Nobody said anything. */
    public static final Abilities UNKNOWN =
            new Abilities(List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public Abilities {
        takes = List.copyOf(takes);
        gives = List.copyOf(gives);
    }
}
