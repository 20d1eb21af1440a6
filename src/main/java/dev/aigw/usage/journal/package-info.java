/** Records that outlive the process: memory-mapped files with one writer and one reader each, in a directory locked by its owner. */
@NullMarked
package dev.aigw.usage.journal;

import org.jspecify.annotations.NullMarked;
