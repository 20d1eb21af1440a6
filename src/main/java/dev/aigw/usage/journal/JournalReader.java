package dev.aigw.usage.journal;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what one lane wrote, in order: a lane of this process as it goes on writing, or what one left. Belongs to one thread. */
public final class JournalReader {
    private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);

    private final boolean live;
    private final Consumer<Segment> finished;
    private final CRC32C crc = new CRC32C();
    /** The first file that is not done with. */
    private Segment oldest;

    private Segment segment;
    private int position;
    private int marked;
    private boolean exhausted;
    private boolean over;

    JournalReader(Segment first, boolean live, Consumer<Segment> finished) {
        this.live = live;
        this.finished = finished;
        this.oldest = first;
        this.segment = first;
        this.position = first.marker();
        this.marked = position;
    }

    /** The next record, if there is one. */
    public Optional<JournalRecord> next() {
        while (!exhausted) {
            int length = segment.abandoned() ? Segment.END : segment.look(position);
            if (length > 0) {
                Optional<JournalRecord> found = segment.read(position, length, crc);
                if (found.isPresent()) {
                    position += Segment.sizeOf(length);
                    return found;
                }
                damaged("its checksum is wrong");
            } else if (length == Segment.DAMAGED) {
                damaged("its length is impossible");
            } else if (live && (length == Segment.NOTHING || segment.next() == null)) {
                return Optional.empty();
            } else {
                leave(length);
            }
        }
        return Optional.empty();
    }

    /** The record read last cannot be understood: nothing after it in its file is believed, and the file is kept aside. */
    public void refuse(String reason) {
        damaged(reason);
    }

    private void leave(int length) {
        if (length == Segment.NOTHING && segment.hasMoreBeyond(position)) {
            damaged("there are records behind a gap");
        }
        Segment following = segment.next();
        if (following == null) {
            exhausted = true;
        } else {
            segment = following;
            position = following.marker();
        }
    }

    private void damaged(String reason) {
        LOG.error(
                "usage journal damaged, the rest of the file is kept aside file={} offset={} reason={}",
                segment.file(),
                position,
                reason);
        segment.abandon();
    }

    /** Whether everything that was left has been read; never true of a lane that lives. */
    public boolean exhausted() {
        return exhausted;
    }

    public JournalMark mark() {
        return new JournalMark(segment, position);
    }

    /** What lies before the mark is where it should be, and need not be read again by anybody. */
    public void done(JournalMark mark) {
        if (over) {
            return; // the files are gone
        }
        while (oldest != mark.segment()) {
            Segment done = oldest;
            oldest = Objects.requireNonNull(done.next());
            finished.accept(done);
            marked = oldest.marker();
        }
        if (mark.position() != marked) {
            marked = mark.position();
            oldest.marker(marked);
        }
    }

    /** All that was left is where it should be. */
    public void finish() {
        done(mark());
        over = true;
        finished.accept(oldest);
    }
}
