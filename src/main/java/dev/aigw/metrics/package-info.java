/** What Prometheus scrapes. */
@NullMarked
package dev.aigw.metrics;

import org.jspecify.annotations.NullMarked;
