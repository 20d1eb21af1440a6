/** The one door to the event bus: typed addresses, local messages by reference, an answer always. */
@NullMarked
package dev.aigw.bus;

import org.jspecify.annotations.NullMarked;
