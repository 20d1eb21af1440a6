/** How callers and providers speak: wire formats and what they have in common. */
@NullMarked
package dev.aigw.dialect;

import org.jspecify.annotations.NullMarked;
