/** OpenAI's chat completions, as a caller speaks it and as a provider answers it. */
@NullMarked
package dev.aigw.dialect.openai;

import org.jspecify.annotations.NullMarked;
