package dev.aigw.config;

/**
 * What is logged, and where the access log goes.
 *
 * @param level of the application's log: error, warn, info, debug or trace
 * @param access {@code stdout}, {@code off}, or the path of a file that grows
 */
public record LogConfig(String level, String access) {}
