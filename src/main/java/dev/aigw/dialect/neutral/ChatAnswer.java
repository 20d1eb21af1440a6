package dev.aigw.dialect.neutral;

import dev.aigw.dialect.TokenUsage;
import java.util.List;
import java.util.Optional;

/**
 * A complete answer in no dialect.
 *
 * @param id the provider's own
 * @param parts texts, reasoning and tool calls, in order
 */
public record ChatAnswer(
        String id, String model, List<Part> parts, FinishReason finishReason, Optional<TokenUsage> usage) {}
