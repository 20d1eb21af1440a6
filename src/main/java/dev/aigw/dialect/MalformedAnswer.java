package dev.aigw.dialect;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A provider's answer that is not what its dialect says. The message names the place, never the content. */
public final class MalformedAnswer extends RuntimeException {
    private final transient @Nullable ProviderError error;

    public MalformedAnswer(String message) {
        super(message, null, false, false);
        this.error = null;
    }

    /** For an error in the place of an answer, under a status that promised an answer. */
    public MalformedAnswer(ProviderError error) {
        super("an error under a status of success", null, false, false);
        this.error = error;
    }

    /** What the provider said instead of an answer, when it was an error in its dialect. */
    public Optional<ProviderError> error() {
        return Optional.ofNullable(error);
    }
}
