/** One pipelined Redis connection per lane, and versioned Lua scripts. */
@NullMarked
package dev.aigw.redis;

import org.jspecify.annotations.NullMarked;
