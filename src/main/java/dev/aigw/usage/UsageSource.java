package dev.aigw.usage;

import dev.aigw.usage.UsageFeed.Settled;
import dev.aigw.usage.journal.JournalMark;
import dev.aigw.usage.journal.JournalReader;
import dev.aigw.usage.journal.JournalRecord;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** One lane's events as the usage verticle reads them: of a lane that lives, or of one that an earlier process had. */
final class UsageSource {
    private final JournalReader reader;
    private final boolean past;
    private final LongSupplier recorded;
    private final Consumer<Settled> settled;
    private long read;
    private long written;

    private UsageSource(JournalReader reader, boolean past, LongSupplier recorded, Consumer<Settled> settled) {
        this.reader = reader;
        this.past = past;
        this.recorded = recorded;
        this.settled = settled;
    }

    /** A lane of this process; its settlements reach the limiter without us. */
    static UsageSource living(JournalReader reader, UsageJournal lane) {
        return new UsageSource(reader, false, lane::rows, unneeded -> {});
    }

    static UsageSource past(JournalReader reader, Consumer<Settled> recovered) {
        return new UsageSource(reader, true, () -> 0, recovered);
    }

    /** How far it had been read, in the file and in rows. */
    record Mark(UsageSource source, JournalMark at, long rows) {
        void done() {
            source.reader.done(at);
            source.written = rows;
        }
    }

    Optional<UsageEvent> next() {
        for (Optional<JournalRecord> found = reader.next(); found.isPresent(); found = reader.next()) {
            Optional<UsageEvent> event = event(found.get());
            if (event.isPresent()) {
                read++;
                return event;
            }
        }
        return Optional.empty();
    }

    private Optional<UsageEvent> event(JournalRecord found) {
        try {
            switch (found.kind()) {
                case UsageCodec.EVENT -> {
                    return Optional.of(UsageCodec.event(found.payload()));
                }
                case UsageCodec.SETTLED -> settled.accept(UsageCodec.settled(found.payload()));
                default -> reader.refuse("a record of kind " + found.kind() + " is unknown");
            }
        } catch (UsageCodec.Unreadable e) {
            reader.refuse("a record is not understood: " + e.getMessage());
        }
        return Optional.empty();
    }

    Mark mark() {
        return new Mark(this, reader.mark(), read);
    }

    boolean isPast() {
        return past;
    }

    /** Rows recorded so far, whether read or not. */
    long recorded() {
        return recorded.getAsLong();
    }

    /** Whether Postgres has this many of its rows; of a past lane, all that will ever be. */
    boolean hasWritten(long rows) {
        return past ? isDrained() : written >= rows;
    }

    /** Nothing more will come, and Postgres has it all. */
    boolean isDrained() {
        return past && reader.exhausted() && written == read;
    }

    void finish() {
        reader.finish();
    }
}
