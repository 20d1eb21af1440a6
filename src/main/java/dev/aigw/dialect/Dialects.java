package dev.aigw.dialect;

import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.dialect.openai.PassThrough;

/** Placeholder. */
public final class Dialects {
    private Dialects() {}

    public static Translation translate(
            ChatHead head, WireFormat format, String model, boolean stream, long defaultMaxTokens) {
        return new PassThrough(head, model, stream);
    }
}
