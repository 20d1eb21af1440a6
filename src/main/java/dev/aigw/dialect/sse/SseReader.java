package dev.aigw.dialect.sse;

import io.vertx.core.buffer.Buffer;

/** Reads server-sent events as the WHATWG's specification says, from bytes cut anywhere. */
public final class SseReader {
    public static final int DEFAULT_MAX_EVENT = 1 << 20;

    private final SseFrames frames;
    private final SseEvent event = new SseEvent();

    public SseReader() {
        this(DEFAULT_MAX_EVENT);
    }

    /** An event that takes more than {@code maxEvent} bytes of the stream is a malformed answer. */
    public SseReader(int maxEvent) {
        this.frames = new SseFrames(maxEvent);
    }

    /** Adds bytes; take all events with {@link #next} before feeding again. */
    public void feed(Buffer bytes) {
        frames.feed(bytes);
    }

    /** Moves to the next event; false when more bytes are needed. Frames without data are no events. */
    public boolean next() {
        while (frames.next()) {
            if (event.read(frames.array(), frames.from(), frames.to())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Moves to what stands at the end of the stream without the empty line that would make it an event. By the
     * specification it is none; some providers end that way all the same. Only to be asked when the stream has ended.
     */
    public boolean unfinished() {
        return frames.rest() > 0 && event.read(frames.array(), frames.restFrom(), frames.filled());
    }

    /** The event moved to; valid until the next move or feed. */
    public SseEvent event() {
        return event;
    }
}
