package dev.aigw.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Hands a message over by reference; the wire is refused because no such message may leave the process. */
final class LocalCodec implements MessageCodec<Object, Object> {
    static final String NAME = "aigw.local";

    @Override
    public Object transform(Object message) {
        return message;
    }

    @Override
    public void encodeToWire(Buffer buffer, Object message) {
        throw new IllegalStateException(message.getClass().getName() + " is local to its process");
    }

    @Override
    public Object decodeFromWire(int position, Buffer buffer) {
        throw new IllegalStateException("local messages do not come over the wire");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
