/** The path of a chat call, from the parsed head to the recorded row. */
@NullMarked
package dev.aigw.chat;

import org.jspecify.annotations.NullMarked;
