/** Alive, and ready to take traffic. */
@NullMarked
package dev.aigw.health;

import org.jspecify.annotations.NullMarked;
