/** Speaking to one upstream: verticle, pooled client, circuit breaker. */
@NullMarked
package dev.aigw.provider;

import org.jspecify.annotations.NullMarked;
