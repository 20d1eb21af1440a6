package dev.aigw.estimate;

import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.dialect.openai.HeadLimits;
import dev.aigw.routing.Abilities;
import dev.aigw.routing.Model;
import dev.aigw.usage.ModelPrice;
import dev.aigw.usage.TokenRates;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Optional;

/** Requests and models for tests of estimates. */
final class Requests {
    private Requests() {}

    static ChatHead read(String json) {
        return ChatHead.read(Buffer.buffer(json), HeadLimits.DEFAULT);
    }

    static ChatHead saying(String text) {
        return read("{\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}");
    }

    static ChatHead withPart(String part) {
        return read("{\"messages\":[{\"role\":\"user\",\"content\":[" + part + "]}]}");
    }

    static Model model(String provider, String name) {
        return new Model(provider, name, Model.Kind.CHAT, 0, 0, Optional.empty(), Instant.EPOCH, Abilities.UNKNOWN);
    }

    /** With rates in nano-dollars per million tokens. */
    static Model priced(String name, long maxOutput, long input, long output) {
        return new Model(
                "openai",
                name,
                Model.Kind.CHAT,
                0,
                maxOutput,
                Optional.of(ModelPrice.of(TokenRates.of(input, output))),
                Instant.EPOCH,
                Abilities.UNKNOWN);
    }
}
