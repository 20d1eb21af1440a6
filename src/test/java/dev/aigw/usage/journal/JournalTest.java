package dev.aigw.usage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aigw.config.JournalConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final int SEGMENT = 64 * 1024;
    private static final int PAYLOAD = 100;
    /** Header 12, payload 100. */
    private static final int RECORD = 112;

    private static final int PER_SEGMENT = (SEGMENT - Segment.HEADER - 4) / RECORD;

    @TempDir
    private Path directory;

    private final List<Journal> opened = new ArrayList<>();

    @AfterEach
    void closeAll() {
        opened.forEach(journal -> journal.close(false));
    }

    @Test
    void readsWhatWasAppendedInOrder() {
        Journal journal = open(1, 1 << 20);

        append(journal, 0, 0, 300);

        assertThat(read(journal.reader(0))).isEqualTo(numbers(0, 300));
        assertThat(journal.reader(0).next()).isEmpty();
    }

    @Test
    void goesOnInTheSpareFileAndDeletesWhatIsDone() {
        Journal journal = open(1, 1 << 20);
        JournalReader reader = journal.reader(0);
        List<Long> all = new ArrayList<>();

        for (int from = 0; from < 5 * PER_SEGMENT; from += 100) {
            journal.maintain();
            append(journal, 0, from, from + 100);
            all.addAll(read(reader));
            reader.done(reader.mark());
        }
        journal.maintain();

        assertThat(all).isEqualTo(numbers(0, all.size())).hasSizeGreaterThan(5 * PER_SEGMENT - 100);
        assertThat(segments()).hasSize(2);
        assertThat(journal.bytes()).isEqualTo(2 * SEGMENT);
    }

    @Test
    void leavesToTheNextProcessWhatIsNotDone() {
        Journal first = open(2, 1 << 20);
        append(first, 0, 0, 50);
        append(first, 1, 100, 130);
        JournalReader reader = first.reader(0);
        for (int i = 0; i < 20; i++) {
            reader.next();
        }
        reader.done(reader.mark());
        read(reader); // read, but not done
        first.close(false);

        Journal second = open(1, 1 << 20);
        List<JournalReader> left = second.adopt();

        assertThat(left).extracting(JournalTest::read).containsExactly(numbers(20, 50), numbers(100, 130));
        assertThat(left).allMatch(JournalReader::exhausted);
        left.forEach(JournalReader::finish);
        second.maintain();
        assertThat(segments()).hasSize(2);
        assertThat(second.adopt()).isEmpty();
    }

    @Test
    void leavesNothingBehindWhenAllIsDone() {
        Journal journal = open(2, 1 << 20);
        journal.maintain();
        append(journal, 0, 0, 50);
        read(journal.reader(0));

        journal.close(true);

        assertThat(segments()).isEmpty();
    }

    @Test
    void believesNothingBehindARecordWithAWrongChecksumAndKeepsTheFile() throws IOException {
        Journal first = open(1, 1 << 20);
        append(first, 0, 0, 30);
        first.close(false);
        Path file = segments().getFirst();
        overwrite(file, Segment.HEADER + 10 * RECORD + Segment.RECORD_HEADER + 5, new byte[] {1});

        Journal second = open(1, 1 << 20);
        JournalReader left = second.adopt().getFirst();
        List<Long> read = read(left);
        left.finish();
        second.maintain();

        assertThat(read).isEqualTo(numbers(0, 10));
        assertThat(file).doesNotExist();
        assertThat(file.resolveSibling(file.getFileName() + ".damaged")).exists();
    }

    @Test
    void believesNoImpossibleLength() throws IOException {
        for (int length : new int[] {-7, Integer.MAX_VALUE, Integer.MIN_VALUE, 20_000, SEGMENT}) {
            Journal first = open(1, 1 << 20);
            append(first, 0, 0, 30);
            first.close(false);
            byte[] wrong =
                    ByteBuffer.allocate(4).putInt(Integer.reverseBytes(length)).array();
            overwrite(segments().getFirst(), Segment.HEADER + 10 * RECORD, wrong);

            Journal second = open(1, 1 << 20);
            JournalReader left = second.adopt().getFirst();

            assertThat(read(left)).as("length " + length).isEqualTo(numbers(0, 10));
            left.finish();
            second.maintain();
            second.close(true);
        }
    }

    @Test
    void takesAnUnfinishedRecordForTheEnd() throws IOException {
        Journal first = open(1, 1 << 20);
        append(first, 0, 0, 30);
        first.close(false);
        Path file = segments().getFirst();
        overwrite(file, Segment.HEADER + 29 * RECORD, new byte[4]); // all but its length, which comes last

        Journal second = open(1, 1 << 20);
        JournalReader left = second.adopt().getFirst();
        List<Long> read = read(left);
        left.finish();
        second.maintain();

        assertThat(read).isEqualTo(numbers(0, 29));
        assertThat(segments()).hasSize(2).doesNotContain(file);
        assertThat(file.resolveSibling(file.getFileName() + ".damaged")).doesNotExist();
    }

    @Test
    void keepsAFileWithRecordsBehindAGap() throws IOException {
        Journal first = open(1, 1 << 20);
        append(first, 0, 0, 400);
        first.close(false);
        Path file = segments().getFirst();
        overwrite(file, 4096, new byte[4096]); // a page that a power cut kept from the disk

        Journal second = open(1, 1 << 20);
        JournalReader left = second.adopt().getFirst();
        List<Long> read = read(left);
        left.finish();
        second.maintain();

        assertThat(read).isEqualTo(numbers(0, read.size())).hasSizeBetween(30, 40);
        assertThat(file.resolveSibling(file.getFileName() + ".damaged")).exists();
    }

    @Test
    void keepsAFileAsideThatIsNone() throws IOException {
        Path slot = Files.createDirectories(directory.resolve("0"));
        Files.writeString(slot.resolve("0-1.journal"), "no journal at all".repeat(20));
        Files.writeString(slot.resolve("0-2.journal"), "");
        Files.writeString(slot.resolve("0-3.journal.new"), "");

        Journal journal = open(1, 1 << 20);
        List<JournalReader> left = journal.adopt();

        assertThat(left).isEmpty();
        assertThat(slot.resolve("0-1.journal.damaged")).exists();
        assertThat(slot.resolve("0-2.journal")).doesNotExist();
        assertThat(slot.resolve("0-3.journal.new")).doesNotExist();
    }

    @Test
    void writesOnElsewhereWhenItsReaderFindsDamage() throws IOException {
        Journal journal = open(1, 1 << 20);
        journal.maintain();
        append(journal, 0, 0, 10);
        overwrite(segments().getFirst(), Segment.HEADER + 5 * RECORD + 20, new byte[] {1});
        JournalReader reader = journal.reader(0);

        List<Long> before = read(reader);
        append(journal, 0, 10, 20);
        List<Long> after = read(reader);
        reader.done(reader.mark());
        journal.maintain();

        assertThat(before).isEqualTo(numbers(0, 5));
        assertThat(after).isEqualTo(numbers(10, 20));
        assertThat(directory.resolve("0").resolve("0-1.journal.damaged")).exists();
    }

    @Test
    void saysThatItIsFullWhileAWholeFileIsLeftAndLosesNothingBeyond() {
        Journal journal = open(1, 4L * SEGMENT);
        int room = 4 * PER_SEGMENT;
        int written = 0;
        Optional<String> problem = journal.maintain();
        while (problem.isEmpty()) {
            append(journal, 0, written, ++written);
            problem = journal.maintain();
        }
        int atFull = written;

        append(journal, 0, written, room + 250); // what was under way, and more than that
        JournalReader reader = journal.reader(0);
        List<Long> read = read(reader);
        reader.done(reader.mark());
        Optional<String> again = journal.maintain();
        journal.lane(0).flush();
        read.addAll(read(reader));

        assertThat(problem).contains("usage.journal.max is reached");
        assertThat(room - atFull).isBetween(PER_SEGMENT - 1, PER_SEGMENT);
        assertThat(again).isEmpty();
        assertThat(read).isEqualTo(numbers(0, room + 250));
    }

    @Test
    void makesSmallerFilesWhereThereIsNoRoomForFourALane() {
        Journal journal = Journal.open(new JournalConfig(directory, 8 << 20, 16 << 20, Duration.ZERO), 16);
        opened.add(journal);

        assertThat(journal.bytes()).isEqualTo(16 * (16 << 20) / (16 * 4));
    }

    @Test
    void takesTheFirstSlotThatNobodyHas() {
        Journal first = open(1, 1 << 20);
        Journal second = open(1, 1 << 20);
        append(first, 0, 0, 10);
        String slots = first.slot() + second.slot();

        List<JournalReader> whileItLives = second.adopt();
        first.close(false);
        List<JournalReader> whenItHasEnded = second.adopt();
        Journal third = open(1, 1 << 20);

        assertThat(slots).isEqualTo("01");
        assertThat(whileItLives).isEmpty();
        assertThat(whenItHasEnded).extracting(JournalTest::read).containsExactly(numbers(0, 10));
        assertThat(third.slot()).isEqualTo("2"); // the second still drains 0
        whenItHasEnded.forEach(JournalReader::finish);
        second.maintain();
        third.close(true);
        assertThat(open(1, 1 << 20).slot()).isEqualTo("0");
    }

    @Test
    void namesTheSettingWhenTheDirectoryCannotBeUsed() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> Journal.open(new JournalConfig(file, SEGMENT, 1 << 20, Duration.ZERO), 1))
                .isInstanceOf(JournalUnusable.class)
                .hasMessageContaining("usage.journal.dir")
                .hasMessageContaining(file.toString());
    }

    @Test
    void isReadWhileItIsWritten() throws Exception {
        Journal journal = open(1, 8 << 20);
        int records = 50_000;
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> append(journal, 0, 0, records));
        JournalReader reader = journal.reader(0);
        List<Long> read = new ArrayList<>();

        while (read.size() < records && !writer.isCompletedExceptionally()) {
            journal.maintain();
            read.addAll(read(reader));
            reader.done(reader.mark());
            journal.sync();
            if (writer.isDone()) {
                journal.maintain();
                journal.lane(0).flush();
            }
        }

        writer.get(10, TimeUnit.SECONDS);
        assertThat(read).isEqualTo(numbers(0, records));
    }

    private Journal open(int lanes, long max) {
        Journal journal = Journal.open(new JournalConfig(directory, SEGMENT, max, Duration.ofSeconds(1)), lanes);
        opened.add(journal);
        return journal;
    }

    private static void append(Journal journal, int lane, int from, int to) {
        JournalLane writing = journal.lane(lane);
        for (int i = from; i < to; i++) {
            writing.draft().putLong(i).put(new byte[PAYLOAD - 8]);
            writing.commit((byte) 1);
        }
    }

    private static List<Long> read(JournalReader reader) {
        List<Long> read = new ArrayList<>();
        for (Optional<JournalRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
            read.add(next.get().payload().getLong());
        }
        return read;
    }

    private static List<Long> numbers(int from, int to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private List<Path> segments() {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.filter(path -> path.toString().endsWith(".journal"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void overwrite(Path file, long at, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), at);
        }
    }
}
