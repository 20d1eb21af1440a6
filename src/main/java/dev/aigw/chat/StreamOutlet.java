package dev.aigw.chat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/**
 * Where a stream goes: to the caller as long as there is one, and, for a caller with a request id, into memory for whoever
 * sends the same request again.
 */
final class StreamOutlet {
    private final HttpServerResponse response;
    private final long mostKept;
    private final Buffer kept = Buffer.buffer();
    private boolean gone;
    private boolean tooLong;

    /**
     * Sends nothing yet.
     *
     * @param mostKept longest answer that is kept, in bytes; negative to keep none
     */
    StreamOutlet(HttpServerResponse response, long mostKept) {
        this.response = response;
        this.mostKept = mostKept;
    }

    /** Nobody reads any more. */
    void callerLeft() {
        gone = true;
    }

    boolean gone() {
        return gone;
    }

    void write(Buffer bytes) {
        keep(bytes);
        if (!gone) {
            response.write(bytes);
        }
    }

    /** Only for the caller that is here. */
    void heartbeat(Buffer comment) {
        if (!gone) {
            response.write(comment);
        }
    }

    void end(Buffer last) {
        keep(last);
    }

    /** Sends the end; apart from {@link #end}, because what is kept is handed on before the caller knows that it is over. */
    void finish(Buffer last) {
        if (!gone) {
            response.end(last);
        }
    }

    boolean full() {
        return !gone && response.writeQueueFull();
    }

    void onDrained(Runnable action) {
        response.drainHandler(drained -> action.run());
    }

    /** Cuts the connection. */
    void reset() {
        gone = true;
        response.reset();
    }

    /** All that was sent; longer than may be kept if it was too long. */
    KeptAnswer answer(int status) {
        return new KeptAnswer(status, response.headers(), kept);
    }

    private void keep(Buffer bytes) {
        if (!tooLong && mostKept >= 0) {
            kept.appendBuffer(bytes);
            tooLong = kept.length() > mostKept;
        }
    }
}
