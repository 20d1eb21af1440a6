package dev.aigw.cli;

import java.util.OptionalLong;

/**
 * A whole number as people type it.
 *
 * @param number absent when they typed "none", which lifts what it would limit
 */
record Count(OptionalLong number) {}
