package dev.aigw.config;

/** The listener for health, readiness and metrics; on loopback unless told otherwise. */
public record ManagementConfig(String host, int port) {}
