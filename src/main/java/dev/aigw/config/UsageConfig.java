package dev.aigw.config;

import java.time.Duration;

/**
 * How usage reaches Postgres, and how long it stays.
 *
 * @param batchRows written with one insert at most
 * @param interval how often what is there is written when it is less
 * @param monthsAhead partitions made in advance
 * @param keepRows how long single rows stay; their sums stay for ever
 * @param journal where it waits meanwhile
 */
public record UsageConfig(
        int batchRows, Duration interval, int monthsAhead, Duration keepRows, JournalConfig journal) {}
