package dev.aigw.testing;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps what is written to it, for another thread to read. */
final class CapturedOutput extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int b) {
        bytes.write(b);
    }

    @Override
    public synchronized void write(byte[] source, int offset, int length) {
        bytes.write(source, offset, length);
    }

    synchronized String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
