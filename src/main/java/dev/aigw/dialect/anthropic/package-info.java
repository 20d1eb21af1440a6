/** Anthropic's messages, as a provider speaks it. */
@NullMarked
package dev.aigw.dialect.anthropic;

import org.jspecify.annotations.NullMarked;
