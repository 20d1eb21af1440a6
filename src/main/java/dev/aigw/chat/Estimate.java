package dev.aigw.chat;

import java.util.OptionalLong;

/**
 * What a call may come to at most.
 *
 * @param tokens input and output
 * @param listNanos at the dearest candidate's own price; absent when some candidate's is not known
 */
record Estimate(long inputTokens, long tokens, OptionalLong listNanos) {}
