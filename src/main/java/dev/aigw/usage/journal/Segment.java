package dev.aigw.usage.journal;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One file of a journal, mapped into memory; one thread writes, one reads, and a third forces it to disk.
 *
 * <pre>
 *   file    magic (8)  read marker (8)  nothing (48)  record ...  END or zeros
 *   record  length of the payload (4)  CRC-32C of what follows (4)  kind (1)  nothing (3)  payload  up to a multiple of 4
 * </pre>
 *
 * Little-endian. The length is stored last, with release semantics: a record whose length can be seen is whole. The page
 * cache has it from then on, whatever becomes of the process.
 */
final class Segment {
    static final int HEADER = 64;
    static final int RECORD_HEADER = 12;
    static final int KIND_AT = 8;
    /** Larger than any record; after a kill an unfinished one may lie so far beyond the last. */
    static final int LONGEST_RECORD = 16 * 1024;

    /** What {@link #look} finds where no record is. */
    static final int NOTHING = 0;

    static final int END = -1;
    static final int DAMAGED = -2;

    private static final long MAGIC = 0x314c4e4a57474941L; // AIGWJNL1
    private static final int MARKER_AT = 8;
    private static final int CRC_AT = 4;
    private static final int ZEROS = 64 * 1024;
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final MappedByteBuffer buffer;
    private volatile @Nullable Segment next;
    private volatile boolean abandoned;
    private int forced = HEADER;
    private boolean gone;

    private Segment(Path file, MappedByteBuffer buffer) {
        this.file = file;
        this.buffer = buffer;
    }

    /** Makes a file of zeros that are really written, so that a full disk is an exception here and no signal later. */
    static Segment create(Path file, int bytes) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(draft, CREATE_NEW, READ, WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(bytes, ZEROS));
            for (long at = 0; at < bytes; at += channel.write(zeros, at)) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
            }
            Segment segment = new Segment(file, map(channel, bytes));
            LONG.set(segment.buffer, MARKER_AT, (long) HEADER);
            LONG.setRelease(segment.buffer, 0, MAGIC);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            return segment;
        } catch (IOException e) {
            Files.deleteIfExists(draft);
            throw e;
        }
    }

    /** A file that some process left; empty when it never held anything. */
    static Optional<Segment> open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
            long size = channel.size();
            if (size <= HEADER || size > Integer.MAX_VALUE) {
                return Optional.empty();
            }
            Segment segment = new Segment(file, map(channel, (int) size));
            return Optional.of(segment);
        }
    }

    private static MappedByteBuffer map(FileChannel channel, int bytes) throws IOException {
        MappedByteBuffer buffer = channel.map(MapMode.READ_WRITE, 0, bytes);
        buffer.order(ByteOrder.LITTLE_ENDIAN);
        return buffer;
    }

    Path file() {
        return file;
    }

    int bytes() {
        return buffer.capacity();
    }

    boolean hasMagic() {
        return (long) LONG.getAcquire(buffer, 0) == MAGIC;
    }

    /** Where a reader goes on; everything before is where it should be. */
    int marker() {
        long marker = (long) LONG.getAcquire(buffer, MARKER_AT);
        return marker >= HEADER && marker < bytes() && marker % 4 == 0 ? (int) marker : HEADER;
    }

    void marker(int position) {
        LONG.setRelease(buffer, MARKER_AT, (long) position);
    }

    /** How much a payload of this length takes. */
    static int sizeOf(int payload) {
        return (RECORD_HEADER + payload + 3) & ~3;
    }

    /**
     * Appends a record, unless it does not fit; only the writer calls this.
     *
     * @param bytes a record with its header; CRC and length are filled in here
     */
    boolean put(int position, byte[] bytes, int payload, CRC32C crc) {
        int size = sizeOf(payload);
        if (abandoned || position + size + 4 > bytes()) { // END must fit behind it
            return false;
        }
        crc.reset();
        crc.update(bytes, KIND_AT, RECORD_HEADER - KIND_AT + payload);
        buffer.put(position + KIND_AT, bytes, KIND_AT, RECORD_HEADER - KIND_AT + payload);
        buffer.putInt(position + CRC_AT, (int) crc.getValue());
        INT.setRelease(buffer, position, payload);
        return true;
    }

    /** Nothing more will be written here. */
    void end(int position, Segment following) {
        next = following;
        INT.setRelease(buffer, position, END);
    }

    void link(Segment following) {
        next = following;
    }

    @Nullable
    Segment next() {
        return next;
    }

    /** The writer is to go on elsewhere: what it writes here nobody would read. */
    void abandon() {
        abandoned = true;
    }

    boolean abandoned() {
        return abandoned;
    }

    /** The length of the payload at a position, or why there is none. */
    int look(int position) {
        if (position + 4 > bytes()) {
            return END;
        }
        int length = (int) INT.getAcquire(buffer, position);
        boolean possible =
                length == END || (length >= 0 && length <= LONGEST_RECORD && position + sizeOf(length) <= bytes());
        return possible ? length : DAMAGED;
    }

    /** The record at a position; empty when it is not what was written. */
    Optional<JournalRecord> read(int position, int length, CRC32C crc) {
        byte[] bytes = new byte[RECORD_HEADER - KIND_AT + length];
        buffer.get(position + KIND_AT, bytes);
        crc.reset();
        crc.update(bytes, 0, bytes.length);
        if ((int) crc.getValue() != buffer.getInt(position + CRC_AT)) {
            return Optional.empty();
        }
        ByteBuffer payload =
                ByteBuffer.wrap(bytes, RECORD_HEADER - KIND_AT, length).slice();
        return Optional.of(new JournalRecord(bytes[0], payload));
    }

    /** Whether there is something beyond what one unfinished record explains: a page before it never reached the disk. */
    boolean hasMoreBeyond(int position) {
        for (int at = position + LONGEST_RECORD; at + 8 <= bytes(); at += 8) {
            if (buffer.getLong(at) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Puts what has been written since the last time on the disk. */
    synchronized void force() {
        if (gone) {
            return;
        }
        int end = forced;
        for (int length = look(end); length > 0; length = look(end)) {
            end += sizeOf(length);
        }
        if (end > forced) {
            buffer.force(forced, end - forced);
            forced = end;
        }
    }

    /** Deletes the file. Truncated first, because its room would stay taken for as long as the mapping lives. */
    synchronized void delete() throws IOException {
        gone = true;
        try (FileChannel channel = FileChannel.open(file, WRITE)) {
            channel.truncate(0);
        }
        Files.delete(file);
    }

    /** Deletes the file at the end of all, when somebody might still look at it. */
    synchronized void unlink() throws IOException {
        gone = true;
        Files.deleteIfExists(file);
    }

    /** Takes the file out of the journal, for people to look at. */
    synchronized Path setAside() throws IOException {
        gone = true;
        Path aside = file.resolveSibling(file.getFileName() + ".damaged");
        for (int copy = 2; Files.exists(aside); copy++) { // numbers of files begin anew in a slot that was empty
            aside = file.resolveSibling(file.getFileName() + ".damaged-" + copy);
        }
        return Files.move(file, aside);
    }
}
