package dev.aigw.dialect.openai;

import dev.aigw.dialect.json.RawText;

/**
 * The parts of a chat request that become input tokens, as places in its bytes: nothing of them is copied or unescaped
 * before it is asked for, so that a long prompt costs no more than what is looked at.
 */
public final class Prompt {
    private final byte[] bytes;
    private final PromptParts parts;

    Prompt(byte[] bytes, PromptParts parts) {
        this.bytes = bytes;
        this.parts = parts;
    }

    /** What a part is. */
    public enum Kind {
        /** What a role said, the name of one who spoke, or the name and arguments of a call of a tool. */
        TEXT,
        /** The array of tool definitions. */
        TOOLS,
        /** Other JSON that the model is shown, as the schema of the answer. */
        JSON,
        /** An image's URL, with no {@code detail} or {@code auto}. */
        IMAGE,
        IMAGE_LOW,
        IMAGE_HIGH,
        /** As it is, not scaled down. */
        IMAGE_ORIGINAL,
        AUDIO,
        /** A file's bytes as a data URL. */
        FILE,
        /** A file of which there is nothing but a name at the provider. */
        FILE_REFERENCE
    }

    public int messages() {
        return parts.messages;
    }

    /** How many messages carry a name. */
    public int names() {
        return parts.names;
    }

    /** How many calls of tools the messages carry. */
    public int calls() {
        return parts.calls;
    }

    public int size() {
        return parts.size();
    }

    public Kind kind(int part) {
        return parts.kind(part);
    }

    /** Bytes as they were sent, escapes included, quotes not. */
    public int length(int part) {
        return parts.to(part) - parts.from(part);
    }

    /** A stretch of the part, unescaped; half a character or escape at its edges is left out or read as it stands. */
    public String text(int part, int offset, int length) {
        int from = parts.from(part) + offset;
        return RawText.decode(bytes, from, Math.min(from + length, parts.to(part)));
    }

    public String text(int part) {
        return text(part, 0, length(part));
    }
}
