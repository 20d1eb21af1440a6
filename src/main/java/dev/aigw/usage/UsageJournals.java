package dev.aigw.usage;

import dev.aigw.config.JournalConfig;
import dev.aigw.usage.journal.Journal;
import dev.aigw.usage.journal.JournalUnusable;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** The journals of all lanes of a process, opened before there are lanes and closed after them. */
public final class UsageJournals {
    private final Journal files;
    private final List<UsageJournal> lanes;
    /** Rows of earlier processes that were read here. */
    private final AtomicLong adopted = new AtomicLong();

    private final AtomicLong written = new AtomicLong();

    private UsageJournals(Journal files, int count) {
        this.files = files;
        this.lanes = IntStream.range(0, count)
                .mapToObj(number -> new UsageJournal(files.lane(number)))
                .toList();
    }

    /**
     * Makes the files; blocks.
     *
     * @throws JournalUnusable when the directory cannot be used
     */
    public static UsageJournals open(JournalConfig config, int lanes) {
        return new UsageJournals(Journal.open(config, lanes), lanes);
    }

    public UsageJournal lane(int number) {
        return lanes.get(number);
    }

    /** Rows that Postgres does not have yet; may be asked from any thread. */
    public long waiting() {
        long had = written.get(); // first: what is recorded meanwhile may count, what is written may not be missing
        return Math.max(0, lanes.stream().mapToLong(UsageJournal::rows).sum() + adopted.get() - had);
    }

    /** Bytes of all files; may be asked from any thread. */
    public long bytes() {
        return files.bytes();
    }

    /** Which of the numbered directories is this process's. */
    public String slot() {
        return files.slot();
    }

    /** Gives the directory back; what Postgres does not have stays for the next process. Blocks. */
    public void close() {
        files.close(waiting() == 0);
    }

    Journal files() {
        return files;
    }

    List<UsageJournal> lanes() {
        return lanes;
    }

    void adopted(long rows) {
        adopted.addAndGet(rows);
    }

    void written(long rows) {
        written.addAndGet(rows);
    }
}
