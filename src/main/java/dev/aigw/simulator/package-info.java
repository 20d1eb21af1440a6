/** A provider made of nothing: deterministic answers, and faults on demand. */
@NullMarked
package dev.aigw.simulator;

import org.jspecify.annotations.NullMarked;
