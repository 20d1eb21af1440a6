package dev.aigw.dialect;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * One streamed answer on its way from a provider's dialect to the caller's. Fed with the bytes as they arrive, cut
 * anywhere; gives back what the caller gets. Not thread-safe, not reusable.
 */
public interface AnswerStream {

    /**
     * Takes the next bytes of the provider.
     *
     * @return what goes to the caller now; often the very bytes, sometimes nothing
     * @throws MalformedAnswer when they are not what the provider's dialect says; the stream is then dead
     */
    Buffer feed(Buffer bytes);

    /**
     * Says that the provider closed cleanly, which does not yet mean that it had finished.
     *
     * @return the end of the stream in the caller's dialect, terminator included; empty when the answer was not complete,
     *     in which case the caller must get {@link #failure} instead
     */
    Optional<Buffer> finish(Ending ending);

    /** An error event in the caller's dialect, sent instead of the end; never followed by a terminator. */
    Buffer failure(ProviderError error);

    /** What the provider said went wrong, in an event of the stream itself. */
    Optional<ProviderError> error();

    /** What the provider reported so far. */
    Optional<TokenUsage> usage();

    /** Whether the provider has sent its terminator: nothing of the answer can follow, even if it keeps the connection open. */
    boolean ended();

    /** Whether the provider has said why it stopped: from here on a cut loses nothing of the answer. */
    boolean finished();

    /** Characters of text, reasoning and tool arguments seen so far: what an estimate is made from when no usage came. */
    long characters();
}
