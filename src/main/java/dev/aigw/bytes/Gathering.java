package dev.aigw.bytes;

import io.vertx.core.buffer.Buffer;

/** A body that arrives in pieces. Most come in one, which is kept as it is and not copied. */
public final class Gathering {
    private Buffer body = Buffer.buffer(0);
    private boolean ours;

    public void add(Buffer piece) {
        if (body.length() == 0) {
            body = piece;
            return;
        }
        if (!ours) {
            body = Buffer.buffer(2 * (body.length() + piece.length())).appendBuffer(body);
            ours = true;
        }
        body.appendBuffer(piece);
    }

    public int length() {
        return body.length();
    }

    public Buffer body() {
        return body;
    }
}
