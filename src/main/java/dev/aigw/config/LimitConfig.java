package dev.aigw.config;

import java.time.Duration;

/**
 * How limits are asked for.
 *
 * @param timeout how long a request may be held by the limiter before 503 {@code limiter_unavailable}
 */
public record LimitConfig(Duration timeout) {}
