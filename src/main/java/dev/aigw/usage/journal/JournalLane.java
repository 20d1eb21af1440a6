package dev.aigw.usage.journal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one thread appends. An append copies a few hundred bytes into mapped memory: no system call, no lock, no other
 * thread. Files are made ahead by others.
 */
public final class JournalLane {
    private static final Logger LOG = LoggerFactory.getLogger(JournalLane.class);

    private final int number;
    private final Runnable rolled;
    private final AtomicReference<@Nullable Segment> spare = new AtomicReference<>();
    private final ByteBuffer draft = ByteBuffer.allocate(Segment.LONGEST_RECORD);
    private final CRC32C crc = new CRC32C();
    /** What found no room; no more than what was under way when new work was refused. */
    private final Deque<byte[]> homeless = new ArrayDeque<>();

    private volatile Segment current;
    private int position = Segment.HEADER;
    private volatile boolean crowded;
    private volatile boolean closed;

    JournalLane(int number, Segment first, Runnable rolled) {
        this.number = number;
        this.current = first;
        this.rolled = rolled;
    }

    /** An empty draft to put a payload of at most 16,000 bytes into. */
    public ByteBuffer draft() {
        return draft.clear().position(Segment.RECORD_HEADER);
    }

    /** Appends what is in the draft. */
    public void commit(byte kind) {
        int payload = draft.position() - Segment.RECORD_HEADER;
        draft.putInt(Segment.KIND_AT, 0).put(Segment.KIND_AT, kind);
        if (!homeless.isEmpty()) {
            flush();
        }
        if (!homeless.isEmpty() || !append(draft.array(), payload)) {
            if (homeless.isEmpty()) {
                LOG.warn("usage journal has no room, records wait in memory for the next file lane={}", number);
                crowded = true;
            }
            homeless.addLast(Arrays.copyOf(draft.array(), draft.position()));
        }
    }

    /** Appends what found no room before. */
    public void flush() {
        while (!homeless.isEmpty()) {
            byte[] record = homeless.getFirst();
            if (!append(record, record.length - Segment.RECORD_HEADER)) {
                return;
            }
            homeless.removeFirst();
        }
        crowded = false;
    }

    /** Whether {@link #flush} is to be called once there is a spare file; may be asked from any thread. */
    boolean isCrowded() {
        return crowded;
    }

    private boolean append(byte[] record, int payload) {
        if (closed) {
            return false;
        }
        if (!current.put(position, record, payload, crc)) {
            if (!roll()) {
                return false;
            }
            current.put(position, record, payload, crc);
        }
        position += Segment.sizeOf(payload);
        return true;
    }

    private boolean roll() {
        Segment following = spare.getAndSet(null);
        if (following == null) {
            return false;
        }
        current.end(position, following);
        current = following;
        position = Segment.HEADER;
        rolled.run();
        return true;
    }

    int number() {
        return number;
    }

    Segment current() {
        return current;
    }

    boolean hasSpare() {
        return spare.get() != null;
    }

    void spare(Segment fresh) {
        spare.set(fresh);
    }

    @Nullable
    Segment close() {
        closed = true;
        return spare.getAndSet(null);
    }
}
