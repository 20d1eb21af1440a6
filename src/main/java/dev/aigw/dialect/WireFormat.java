package dev.aigw.dialect;

/** The wire formats of chat that providers speak. */
public enum WireFormat {
    OPENAI_CHAT,
    ANTHROPIC_MESSAGES
}
