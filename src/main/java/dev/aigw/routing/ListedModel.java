package dev.aigw.routing;

import java.util.List;
import java.util.Optional;

/**
 * One entry of {@code GET /v1/models}.
 *
 * @param id what a caller may write as {@code model}
 * @param ownedBy the provider, or {@code aigw} for an alias
 * @param created when it was released, in seconds since 1970; 0 when unknown
 * @param model what is known of it; absent for an alias
 * @param parameters the fields of a request that it is known to heed; empty when unknown
 */
public record ListedModel(String id, String ownedBy, long created, Optional<Model> model, List<String> parameters) {
    public ListedModel {
        parameters = List.copyOf(parameters);
    }
}
