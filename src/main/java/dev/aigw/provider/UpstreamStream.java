package dev.aigw.provider;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

/**
 * A provider's streamed answer, paused when it is handed over. Set all three handlers, then {@link #resume()}. Exactly one
 * of end and failure is called, and neither after {@link #cancel()}. All of it on the lane's event loop.
 */
public interface UpstreamStream {

    UpstreamStream onChunk(Handler<Buffer> handler);

    /** The provider closed the answer as HTTP says it should. */
    UpstreamStream onEnd(Runnable handler);

    /** The answer was cut, stalled beyond its time-out, or grew beyond its limit. */
    UpstreamStream onFailure(Handler<Providers.Answer.Failed> handler);

    void pause();

    void resume();

    /**
     * The answer is complete though the provider has not closed it yet. It gets a moment to do so, which keeps its connection
     * good for the next call, and is not blamed if it does not. No handler is called any more.
     */
    void release();

    /** Stops the provider: the connection (or HTTP/2 stream) is reset, nothing more arrives. */
    void cancel();
}
