/** What all chat dialects mean: the form that translations go through. */
@NullMarked
package dev.aigw.dialect.neutral;

import org.jspecify.annotations.NullMarked;
