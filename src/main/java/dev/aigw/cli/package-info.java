/** The command line. */
@NullMarked
package dev.aigw.cli;

import org.jspecify.annotations.NullMarked;
