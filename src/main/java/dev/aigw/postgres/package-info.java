/** Connections to PostgreSQL, and migrations under an advisory lock. */
@NullMarked
package dev.aigw.postgres;

import org.jspecify.annotations.NullMarked;
