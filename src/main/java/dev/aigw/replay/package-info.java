/** The same answer again: who waits for the answer of a call under way, here or in another process, and who gets a kept one. */
@NullMarked
package dev.aigw.replay;

import org.jspecify.annotations.NullMarked;
