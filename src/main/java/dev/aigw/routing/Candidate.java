package dev.aigw.routing;

import dev.aigw.config.ProviderConfig;

/** One provider and model that a request may be tried at. */
public record Candidate(ProviderConfig provider, Model model) {}
