package dev.aigw.routing;

import java.util.Optional;

/**
 * One entry of {@code GET /v1/models}.
 *
 * @param id what a caller may write as {@code model}
 * @param ownedBy the provider, or {@code aigw} for an alias
 * @param created when it was released, in seconds since 1970; 0 when unknown
 * @param model what is known of it; absent for an alias
 */
public record ListedModel(String id, String ownedBy, long created, Optional<Model> model) {}
