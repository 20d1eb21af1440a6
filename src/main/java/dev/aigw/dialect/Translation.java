package dev.aigw.dialect;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/**
 * Carries one call from the caller's dialect to one provider's, and the answer back. Where both speak the same dialect it
 * passes bytes through and splices only what must change; else it goes through the neutral form.
 */
public interface Translation {

    /** The request as the provider wants it. */
    Buffer body();

    /** Fields of the caller that this provider cannot express and that are safe to leave out; told in a header. */
    List<String> ignored();

    /**
     * Reads a complete 2xx answer.
     *
     * @throws MalformedAnswer when it is not what the provider's dialect says
     */
    Answer answer(Buffer body);

    /** Begins reading a streamed 2xx answer. */
    AnswerStream stream();

    /** Reads an answer that is not 2xx; never fails, whatever the bytes. */
    ProviderError error(int status, Buffer body);

    /**
     * A complete answer in the caller's dialect.
     *
     * @param completion the bytes for the caller
     * @param usage empty when the provider did not say
     * @param usageJson the usage object as it stands in {@code completion}; empty when there is none
     */
    record Answer(Buffer completion, Optional<TokenUsage> usage, Optional<Buffer> usageJson) {}
}
