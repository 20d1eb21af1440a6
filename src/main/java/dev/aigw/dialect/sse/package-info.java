/** Server-sent events: a reader that may be cut anywhere, and a writer. */
@NullMarked
package dev.aigw.dialect.sse;

import org.jspecify.annotations.NullMarked;
