package dev.aigw.usage.journal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A numbered directory that belongs to one process at a time. The lock is the operating system's, so it goes with the process. */
final class JournalSlot implements AutoCloseable {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");
    private static final Pattern SEGMENT = Pattern.compile("([0-9]{1,6})-([0-9]{1,18})\\.journal");
    /** A process that opens a file it has locked, and closes it, loses the lock: so the file is not opened twice. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private JournalSlot(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** A file of a slot by the lane that wrote it and its place in the order. */
    record Name(Path file, int lane, long sequence) {}

    /** The first slot that nobody has; made if there is none. */
    static JournalSlot take(Path root) throws IOException {
        for (int number = 0; ; number++) {
            Path directory = root.resolve(Integer.toString(number));
            Files.createDirectories(directory);
            Optional<JournalSlot> taken = lock(directory);
            if (taken.isPresent()) {
                return taken.get();
            }
        }
    }

    /** The slots there are, in order. */
    static List<Path> all(Path root) throws IOException {
        try (Stream<Path> found = Files.list(root)) {
            return found.filter(path ->
                            NUMBER.matcher(path.getFileName().toString()).matches())
                    .sorted(Comparator.comparingInt(
                            path -> Integer.parseInt(path.getFileName().toString())))
                    .toList();
        }
    }

    /** The slot, unless a living process has it. */
    static Optional<JournalSlot> lock(Path wanted) throws IOException {
        Path directory = wanted.toRealPath();
        if (!HELD.add(directory)) {
            return Optional.empty();
        }
        boolean locked = false;
        try {
            FileChannel channel = FileChannel.open(directory.resolve("lock"), CREATE, WRITE);
            try {
                FileLock lock = channel.tryLock();
                locked = lock != null;
                return locked ? Optional.of(new JournalSlot(directory, channel)) : Optional.empty();
            } finally {
                if (!locked) {
                    channel.close();
                }
            }
        } finally {
            if (!locked) {
                HELD.remove(directory);
            }
        }
    }

    Path directory() {
        return directory;
    }

    String number() {
        return directory.getFileName().toString();
    }

    /** What lies here, in the order it was written. Drafts that were never finished go. */
    List<Name> names() throws IOException {
        List<Name> names = new ArrayList<>();
        try (Stream<Path> found = Files.list(directory)) {
            for (Path file : found.toList()) {
                String name = file.getFileName().toString();
                Matcher match = SEGMENT.matcher(name);
                if (match.matches()) {
                    names.add(new Name(file, Integer.parseInt(match.group(1)), Long.parseLong(match.group(2))));
                } else if (name.endsWith(".journal.new")) {
                    Files.delete(file);
                }
            }
        }
        names.sort(Comparator.comparingInt(Name::lane).thenComparingLong(Name::sequence));
        return names;
    }

    Path file(int lane, long sequence) {
        return directory.resolve(lane + "-" + sequence + ".journal");
    }

    /** A new name in a directory is safe only when the directory is on the disk too. */
    void force() throws IOException {
        try (FileChannel self = FileChannel.open(directory)) {
            self.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD.remove(directory);
    }
}
