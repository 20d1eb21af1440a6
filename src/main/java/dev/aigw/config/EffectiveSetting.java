package dev.aigw.config;

/**
 * A setting as it is.
 *
 * @param value what holds; dots for a credential, empty when nothing does
 * @param from who said so: a line of the file, a variable, the command line, or {@code default}
 */
public record EffectiveSetting(String path, String value, String from) {}
