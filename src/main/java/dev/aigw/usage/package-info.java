/** What it cost: prices, usage events, and the batches that reach Postgres. */
@NullMarked
package dev.aigw.usage;

import org.jspecify.annotations.NullMarked;
