/** May it pass: requests per minute and day, decided by one Lua script in Redis. */
@NullMarked
package dev.aigw.limit;

import org.jspecify.annotations.NullMarked;
