package dev.aigw.dialect;

/** The wire formats that providers speak. */
public enum WireFormat {
    OPENAI_CHAT,
    ANTHROPIC_MESSAGES
}
