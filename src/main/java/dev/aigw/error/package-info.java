/** Every error a caller can see, as values, and what each says. */
@NullMarked
package dev.aigw.error;

import org.jspecify.annotations.NullMarked;
