/** JSON at the level of bytes: checks, ranges and splices that leave untouched what need not change. */
@NullMarked
package dev.aigw.dialect.json;

import org.jspecify.annotations.NullMarked;
