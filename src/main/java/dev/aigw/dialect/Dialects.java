package dev.aigw.dialect;

import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.dialect.openai.PassThrough;
import java.time.Instant;

/** Finds the way from a caller's dialect to a provider's. */
public final class Dialects {
    private Dialects() {}

    /**
     * Translates a chat request.
     *
     * @param model the provider's own name of the model
     * @param stream whether the provider is to stream, whatever the caller's own field says
     * @param defaultMaxTokens the ceiling of the answer where the provider's dialect needs one and the caller named none
     * @throws dev.aigw.error.GatewayException when the request asks for something that the provider's dialect cannot say
     */
    public static Translation translate(
            ChatHead head, WireFormat provider, String model, boolean stream, long defaultMaxTokens) {
        return switch (provider) {
            case OPENAI_CHAT -> new PassThrough(head, model, stream);
            case ANTHROPIC_MESSAGES ->
                new OpenAiToAnthropic(
                        head, model, stream, defaultMaxTokens, Instant.now().getEpochSecond());
        };
    }
}
