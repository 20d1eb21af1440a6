package dev.aigw.http;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where access lines of all lanes go, written by one thread of its own. A reader that does not keep up (a full disk, a
 * stuck pipe) costs lines, which are counted, and never a request.
 */
public final class AccessSink {
    private static final Logger LOG = LoggerFactory.getLogger(AccessSink.class);
    private static final int MAX_WAITING = 256;

    private final Optional<OutputStream> out;
    private final BlockingQueue<Buffer> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer = new Thread(this::write, "aigw-access-log");
    private volatile boolean closing;

    /**
     * Starts writing.
     *
     * @param out empty for no access log at all
     */
    public AccessSink(Optional<OutputStream> out) {
        this.out = out;
        if (out.isPresent()) {
            writer.setDaemon(true);
            writer.start();
        }
    }

    void take(Buffer lines) {
        if (out.isPresent() && !waiting.offer(lines) && dropped.getAndIncrement() == 0) {
            LOG.error("access log cannot keep up, lines are dropped");
        }
    }

    /** Buffers of lines given up so far. */
    public long dropped() {
        return dropped.get();
    }

    /** Writes what waits, then stops. */
    public void close() throws InterruptedException {
        closing = true;
        if (out.isPresent()) {
            writer.join(TimeUnit.SECONDS.toMillis(2));
        }
    }

    private void write() {
        OutputStream to = out.orElseThrow();
        try {
            while (!closing || !waiting.isEmpty()) {
                Buffer lines = waiting.poll(50, TimeUnit.MILLISECONDS);
                if (lines != null) {
                    to.write(lines.getBytes());
                    to.flush();
                }
            }
        } catch (IOException e) {
            LOG.error("access log cannot be written", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
