/** The edge: listener, request id, access log, limits of size and time, the one error writer. */
@NullMarked
package dev.aigw.http;

import org.jspecify.annotations.NullMarked;
