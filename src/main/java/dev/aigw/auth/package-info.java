/** Who is calling: tenant JWTs and API keys, verified once and remembered until they end. */
@NullMarked
package dev.aigw.auth;

import org.jspecify.annotations.NullMarked;
