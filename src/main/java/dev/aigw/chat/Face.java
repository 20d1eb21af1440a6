package dev.aigw.chat;

/** What a route shows of a call: the same path behind each. */
public enum Face {
    /** {@code POST /api/v1/chat}: the completion wrapped in {@code {id, provider, model, data, usage, cost_usd}}. */
    GATEWAY,
    /** {@code POST /v1/chat/completions}: the completion as it is. */
    OPENAI,
    /** {@code POST /v1/images/generations}: the answer with images as it is. */
    IMAGES;

    /** What a token's {@code scope} must hold for it. */
    String scope() {
        return this == IMAGES ? "images" : "chat";
    }
}
