package dev.aigw.config;

import java.time.Duration;

/**
 * How usage reaches Postgres, and how long it stays.
 *
 * @param batchRows a batch that is this full is written at once
 * @param interval and one that is not, this often
 * @param maxQueued events waiting for Postgres beyond which no new work is taken
 * @param monthsAhead partitions made in advance
 * @param keepRows how long single rows stay; their sums stay for ever
 */
public record UsageConfig(int batchRows, Duration interval, int maxQueued, int monthsAhead, Duration keepRows) {}
