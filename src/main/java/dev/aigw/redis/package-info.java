/** Redis as a lane sees it, one server, a cluster or behind sentinels: pipelined connections, and versioned Lua scripts. */
@NullMarked
package dev.aigw.redis;

import org.jspecify.annotations.NullMarked;
