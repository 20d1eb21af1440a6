package dev.aigw.usage.journal;

import dev.aigw.config.JournalConfig;
import dev.aigw.usage.journal.JournalSlot.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All lanes' journals of a process, in a slot of its own, and what earlier processes left in theirs. What touches files
 * blocks, and may be called from any thread but an event loop.
 */
public final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    /** One is written, one is spare, two are being read: smaller files where there is no room for so many. */
    private static final int SEGMENTS_PER_LANE = 4;

    private static final int LEAST_SEGMENT = 64 * 1024;
    private static final int PAGE = 4096;

    private final JournalConfig config;
    private final JournalSlot slot;
    private final int segmentBytes;
    private final List<JournalLane> lanes = new ArrayList<>();
    private final List<JournalReader> readers = new ArrayList<>();
    private final AtomicLong sequence = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final Queue<Segment> finished = new ConcurrentLinkedQueue<>();
    private final List<Name> ownPast;
    /** Slots of processes that have ended, with the number of files that are yet to be written. */
    private final Map<JournalSlot, Integer> adopted = new HashMap<>();

    private final Map<Segment, JournalSlot> adoptedFrom = new ConcurrentHashMap<>();
    private final Segment[] forced;
    private volatile Runnable onRoll = () -> {};
    private boolean closed;

    private Journal(JournalConfig config, JournalSlot slot, int count) throws IOException {
        this.config = config;
        this.slot = slot;
        this.segmentBytes = segmentBytes(config, count);
        this.ownPast = slot.names();
        sequence.set(ownPast.stream().mapToLong(Name::sequence).max().orElse(0));
        for (int number = 0; number < count; number++) {
            Segment first = create(number);
            lanes.add(new JournalLane(number, first, () -> onRoll.run()));
            readers.add(new JournalReader(first, true, finished::add));
        }
        slot.force();
        this.forced = lanes.stream().map(JournalLane::current).toArray(Segment[]::new);
    }

    /**
     * Takes the first free slot and makes the first file of each lane.
     *
     * @throws JournalUnusable when that is not possible
     */
    public static Journal open(JournalConfig config, int lanes) {
        Path root = config.dir();
        try {
            if (!Files.isDirectory(root)) {
                Files.createDirectories(root);
                if (root.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
                }
            }
            JournalSlot slot = JournalSlot.take(root);
            try {
                return new Journal(config, slot, lanes);
            } catch (IOException e) {
                slot.close();
                throw e;
            }
        } catch (IOException e) {
            throw new JournalUnusable(root, e);
        }
    }

    private static int segmentBytes(JournalConfig config, int lanes) {
        long most = config.maxBytes() / Math.multiplyExact(lanes, SEGMENTS_PER_LANE);
        return (int) Math.max(LEAST_SEGMENT, Math.min(config.segmentBytes(), most)) / PAGE * PAGE;
    }

    public JournalLane lane(int number) {
        return lanes.get(number);
    }

    /** The one reader of what a lane of this process writes. */
    public JournalReader reader(int number) {
        return readers.get(number);
    }

    /** Called on the lane's thread whenever it has gone on to its spare file, so that {@link #maintain} is due. */
    public void onRoll(Runnable action) {
        onRoll = action;
    }

    /** What the files take. */
    public long bytes() {
        return bytes.get();
    }

    /** The number of this process's slot. */
    public String slot() {
        return slot.number();
    }

    public Path directory() {
        return config.dir();
    }

    /** Whether {@link #maintain} has something to do. */
    public boolean needsMaintenance() {
        return !finished.isEmpty() || !lanes.stream().allMatch(JournalLane::hasSpare);
    }

    /** Whether some lane has records that found no room, and has room now. */
    public boolean hasRoomForTheCrowded() {
        return lanes.stream().anyMatch(lane -> lane.isCrowded() && lane.hasSpare());
    }

    /**
     * Deletes what is done with, and sees to it that every lane has a spare file.
     *
     * @return why one has none, so that no new work should be taken: what is under way still has room
     */
    public synchronized Optional<String> maintain() {
        for (Segment done = finished.poll(); done != null; done = finished.poll()) {
            dispose(done);
        }
        Optional<String> problem = Optional.empty();
        boolean made = false;
        for (JournalLane lane : lanes) {
            if (closed || lane.hasSpare()) {
                continue;
            }
            if (bytes.get() + segmentBytes > config.maxBytes() && bytes.get() > minimum()) {
                problem = Optional.of("usage.journal.max is reached");
                continue;
            }
            try {
                lane.spare(create(lane.number()));
                made = true;
            } catch (IOException e) {
                problem = Optional.of("no file can be made in usage.journal.dir: " + e);
            }
        }
        if (made) {
            try {
                slot.force();
            } catch (IOException e) {
                LOG.error("usage journal directory not forced to disk directory={}", slot.directory(), e);
            }
        }
        return problem;
    }

    /** Each lane may have two files, whatever earlier processes left. */
    private long minimum() {
        long others = adoptedFrom.keySet().stream().mapToLong(Segment::bytes).sum();
        return others + (2L * lanes.size() - 1) * segmentBytes;
    }

    private Segment create(int lane) throws IOException {
        Segment made = Segment.create(slot.file(lane, sequence.incrementAndGet()), segmentBytes);
        bytes.addAndGet(segmentBytes);
        return made;
    }

    private void dispose(Segment done) {
        bytes.addAndGet(-done.bytes());
        try {
            if (done.abandoned()) {
                LOG.error("usage journal keeps a damaged file aside file={}", done.setAside());
            } else {
                done.delete();
            }
            JournalSlot from = adoptedFrom.remove(done);
            if (from != null && adopted.merge(from, -1, Integer::sum) == 0 && from != slot) {
                adopted.remove(from);
                from.close();
            }
        } catch (IOException e) {
            LOG.error("usage journal file not removed file={}", done.file(), e);
        }
    }

    /** What processes left that have ended, this one's predecessor in its slot first; each time what is new since the last. */
    public synchronized List<JournalReader> adopt() {
        List<JournalReader> left = new ArrayList<>();
        if (closed) {
            return left;
        }
        try {
            left.addAll(readers(slot, ownPast));
            ownPast.clear();
            for (Path other : JournalSlot.all(config.dir())) {
                Optional<JournalSlot> free = JournalSlot.lock(other);
                if (free.isPresent()) {
                    left.addAll(readers(free.get(), free.get().names()));
                    if (!adopted.containsKey(free.get())) {
                        free.get().close();
                    }
                }
            }
        } catch (IOException e) {
            LOG.error("usage journal of earlier processes not read directory={}", config.dir(), e);
        }
        return left;
    }

    private List<JournalReader> readers(JournalSlot from, List<Name> names) throws IOException {
        Map<Integer, Segment> firsts = new HashMap<>();
        Map<Integer, Segment> lasts = new HashMap<>();
        for (Name name : names) {
            @Nullable Segment left = open(name);
            if (left == null) {
                continue;
            }
            bytes.addAndGet(left.bytes());
            adoptedFrom.put(left, from);
            adopted.merge(from, 1, Integer::sum);
            firsts.putIfAbsent(name.lane(), left);
            Segment before = lasts.put(name.lane(), left);
            if (before != null) {
                before.link(left);
            }
        }
        return firsts.values().stream()
                .map(first -> new JournalReader(first, false, finished::add))
                .toList();
    }

    private static @Nullable Segment open(Name name) throws IOException {
        Optional<Segment> left = Segment.open(name.file());
        if (left.isPresent() && !left.get().hasMagic()) {
            LOG.error(
                    "usage journal keeps a file aside that is none file={}",
                    left.get().setAside());
            return null;
        }
        if (left.isEmpty()) {
            Files.delete(name.file());
        }
        return left.orElse(null);
    }

    /** Puts on the disk what was written since the last time: after a power cut this much is there. Never by two at once. */
    public void sync() {
        for (JournalLane lane : lanes) {
            Segment last = lane.current();
            for (Segment at = forced[lane.number()]; at != null; at = at == last ? null : at.next()) {
                if (!config.sync().isZero()) {
                    at.force();
                }
                forced[lane.number()] = at; // let go of those before, written or not
            }
        }
    }

    /**
     * Gives the slot back. What is not done with stays for the next process.
     *
     * @param written whether every record of this process is where it should be
     */
    public synchronized void close(boolean written) {
        if (closed) {
            return;
        }
        closed = true;
        maintain();
        sync();
        for (JournalLane lane : lanes) {
            Segment spare = lane.close();
            try {
                if (spare != null) {
                    spare.unlink();
                }
                if (written) {
                    lane.current().unlink();
                }
            } catch (IOException e) {
                LOG.error("usage journal file not removed lane={}", lane.number(), e);
            }
        }
        adopted.keySet().stream().filter(other -> other != slot).forEach(Journal::giveBack);
        giveBack(slot);
    }

    private static void giveBack(JournalSlot slot) {
        try {
            slot.close();
        } catch (IOException e) {
            LOG.error("usage journal slot not given back directory={}", slot.directory(), e);
        }
    }
}
