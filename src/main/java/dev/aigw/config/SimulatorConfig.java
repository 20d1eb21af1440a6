package dev.aigw.config;

import java.time.Duration;

/**
 * The built-in provider that makes up its answers.
 *
 * @param enabled false in production unless somebody says otherwise
 * @param latency before an answer begins
 * @param chunkDelay between the chunks of a stream
 */
public record SimulatorConfig(boolean enabled, Duration latency, Duration chunkDelay) {}
