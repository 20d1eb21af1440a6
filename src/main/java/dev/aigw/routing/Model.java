package dev.aigw.routing;

import dev.aigw.dialect.TokenUsage;
import dev.aigw.usage.ModelPrice;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One model at one provider: its limits and its price.
 *
 * @param provider who offers it
 * @param name the provider's own name of it, which is what is sent
 * @param contextTokens most tokens of prompt and answer together; 0 when unknown
 * @param maxOutputTokens most tokens of an answer; 0 when unknown
 * @param price absent when it is not known, which is not the same as free
 * @param released when it came out, {@link Instant#EPOCH} when unknown
 * @param abilities what it can do
 */
public record Model(
        String provider,
        String name,
        Kind kind,
        long contextTokens,
        long maxOutputTokens,
        Optional<ModelPrice> price,
        Instant released,
        Abilities abilities) {

    /** What a model is for. */
    public enum Kind {
        CHAT,
        EMBEDDING,
        IMAGE,
        AUDIO,
        TRANSCRIPTION
    }

    /** A model of which nothing but the name is known. */
    static Model unknown(String provider, String name) {
        return new Model(provider, name, Kind.CHAT, 0, 0, Optional.empty(), Instant.EPOCH, Abilities.UNKNOWN);
    }

    /** The same limits and price under another name. */
    Model as(String otherProvider, String otherName) {
        return otherProvider.equals(provider) && otherName.equals(name)
                ? this
                : new Model(otherProvider, otherName, kind, contextTokens, maxOutputTokens, price, released, abilities);
    }

    /** What the tokens cost in nano-dollars; empty, never 0, when the price of the model or of some of them is not known. */
    public OptionalLong costNanos(TokenUsage tokens) {
        return price.isPresent() ? price.get().costNanos(tokens) : OptionalLong.empty();
    }

    /** The most that so many tokens of text can cost, in nano-dollars; empty when the price is not known. */
    public OptionalLong mostNanos(long inputTokens, long outputTokens) {
        return price.isPresent()
                ? OptionalLong.of(price.get().mostNanos(inputTokens, outputTokens))
                : OptionalLong.empty();
    }

    /** The same with another price. */
    Model at(Optional<ModelPrice> other) {
        return new Model(provider, name, kind, contextTokens, maxOutputTokens, other, released, abilities);
    }
}
