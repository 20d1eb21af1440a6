package dev.aigw.chat;

/** What a route shows of a chat call: the same path behind two faces. */
public enum Face {
    /** {@code POST /api/v1/chat}: the completion wrapped in {@code {id, provider, model, data, usage, cost_usd}}. */
    GATEWAY,
    /** {@code POST /v1/chat/completions}: the completion as it is. */
    OPENAI
}
