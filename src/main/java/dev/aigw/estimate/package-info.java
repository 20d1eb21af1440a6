/** What a call may come to before it is made: its input tokens, the ceiling of its output, and the cost of both. */
@NullMarked
package dev.aigw.estimate;

import org.jspecify.annotations.NullMarked;
