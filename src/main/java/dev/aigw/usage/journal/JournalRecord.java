package dev.aigw.usage.journal;

import java.nio.ByteBuffer;

/** What was once appended, as its reader finds it. */
public record JournalRecord(byte kind, ByteBuffer payload) {}
