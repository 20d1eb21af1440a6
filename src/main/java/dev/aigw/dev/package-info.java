/** The embedded stores of {@code aigw dev}: a real PostgreSQL and a real Redis on a kept data directory. */
@NullMarked
package dev.aigw.dev;

import org.jspecify.annotations.NullMarked;
