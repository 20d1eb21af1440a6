package dev.aigw.config;

import java.time.Duration;

/**
 * How credentials are checked.
 *
 * @param leeway clock difference forgiven for {@code nbf} and {@code iat}
 * @param maxCachedTokens verified tokens remembered per lane
 * @param maxTokenBytes a longer bearer is refused unread
 */
public record AuthConfig(Duration leeway, int maxCachedTokens, int maxTokenBytes) {}
