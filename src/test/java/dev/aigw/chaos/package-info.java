/** Two gateway processes under load while what they stand on is killed and paused; then everything is counted. */
@NullMarked
package dev.aigw.chaos;

import org.jspecify.annotations.NullMarked;
