package dev.aigw.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where usage waits that Postgres does not have yet.
 *
 * @param dir for all processes that share it; each takes a slot of its own
 * @param segmentBytes of one file
 * @param maxBytes of all files; beyond it no new work is taken
 * @param sync how often it is forced to disk; zero for never
 */
public record JournalConfig(Path dir, long segmentBytes, long maxBytes, Duration sync) {}
