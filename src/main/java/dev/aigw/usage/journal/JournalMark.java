package dev.aigw.usage.journal;

/** How far a reader had come at some time: everything before it was read. */
public final class JournalMark {
    private final Segment segment;
    private final int position;

    JournalMark(Segment segment, int position) {
        this.segment = segment;
        this.position = position;
    }

    Segment segment() {
        return segment;
    }

    int position() {
        return position;
    }
}
