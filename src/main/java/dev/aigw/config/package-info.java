/** Configuration: read once, checked whole, all problems reported together. */
@NullMarked
package dev.aigw.config;

import org.jspecify.annotations.NullMarked;
