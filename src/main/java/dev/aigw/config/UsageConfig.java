package dev.aigw.config;

import java.time.Duration;

/**
 * How usage reaches Postgres.
 *
 * @param batchRows written with one insert at most
 * @param interval how often what is there is written when it is less
 * @param monthsAhead partitions made in advance
 * @param journal where it waits meanwhile
 */
public record UsageConfig(int batchRows, Duration interval, int monthsAhead, JournalConfig journal) {}
