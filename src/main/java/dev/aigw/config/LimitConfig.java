package dev.aigw.config;

import java.time.Duration;

/**
 * How limits are asked for, and how long what they grant lasts.
 *
 * @param timeout how long a request may be held by the limiter before it counts as down
 * @param lease how long a reservation lasts that nobody renews; then its process is taken for dead
 * @param keepAnswers how long a request id is remembered after its answer, for retries
 * @param maxKeptAnswer longest answer that is kept for a retry, in bytes; a longer one is answered 409 then
 * @param maxWaiting callers of this process who may wait for the answer of the same call made before
 */
public record LimitConfig(Duration timeout, Duration lease, Duration keepAnswers, long maxKeptAnswer, int maxWaiting) {}
