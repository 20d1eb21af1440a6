package dev.aigw.config;

/**
 * What is worth an alert.
 *
 * @param anomalyFloorNanos an hour that cost less, in nano-dollars, is never one, however unusual
 */
public record AlertConfig(long anomalyFloorNanos) {}
