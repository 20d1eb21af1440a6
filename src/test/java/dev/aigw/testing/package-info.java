/** What integration tests stand on: real stores, started once per JVM, and a fresh piece of them for each test class. */
@NullMarked
package dev.aigw.testing;

import org.jspecify.annotations.NullMarked;
