/** Time-outs without a timer each. */
@NullMarked
package dev.aigw.time;

import org.jspecify.annotations.NullMarked;
