/** Bytes on their way. */
@NullMarked
package dev.aigw.bytes;

import org.jspecify.annotations.NullMarked;
