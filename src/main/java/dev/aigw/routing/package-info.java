/** Where to: the model catalogue, aliases, and the candidates of a request. */
@NullMarked
package dev.aigw.routing;

import org.jspecify.annotations.NullMarked;
