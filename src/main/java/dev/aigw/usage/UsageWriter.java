package dev.aigw.usage;

import dev.aigw.config.UsageConfig;
import dev.aigw.postgres.Postgres;
import dev.aigw.usage.UsageBatch.Part;
import dev.aigw.usage.UsageFeed.Settled;
import dev.aigw.usage.journal.JournalReader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the journals and writes them to Postgres in batches, never further ahead than the batches on their way. A journal
 * forgets a row only when Postgres has it; a batch whose answer never came is sent again, which is harmless because a row is
 * written once. Belongs to one event loop.
 */
final class UsageWriter {
    private static final Logger LOG = LoggerFactory.getLogger(UsageWriter.class);
    private static final int MOST_INSERTS = 3;
    private static final Duration INSERT_TIMEOUT = Duration.ofSeconds(30);
    private static final long FIRST_RETRY_MILLIS = 100;
    private static final long LONGEST_RETRY_MILLIS = 5_000;

    private final Vertx vertx;
    private final Postgres postgres;
    private final UsageTable table;
    private final UsageConfig config;
    private final UsageJournals journals;
    private final Consumer<Settled> recovered;
    private final RefusedRows refused;
    private final List<UsageSource> sources = new ArrayList<>();
    private final List<Barrier> barriers = new ArrayList<>();
    /** In the order they were read; the first is the first to be forgotten. */
    private final Deque<UsageBatch> unsettled = new ArrayDeque<>();
    /** What is to be sent again. */
    private final Deque<Part> again = new ArrayDeque<>();

    private UsageBatch filling;
    private int turn;
    private int inserts;
    private long retryMillis = FIRST_RETRY_MILLIS;
    private boolean due;
    private boolean failing;
    private boolean restingAfterFailure;
    private boolean closed;

    UsageWriter(
            Vertx vertx, Postgres postgres, UsageConfig config, UsageJournals journals, Consumer<Settled> recovered) {
        this.vertx = vertx;
        this.postgres = postgres;
        this.table = new UsageTable(postgres);
        this.config = config;
        this.journals = journals;
        this.recovered = recovered;
        this.refused = new RefusedRows(vertx, journals.files().directory());
        this.filling = new UsageBatch(config.batchRows());
        for (int lane = 0; lane < journals.lanes().size(); lane++) {
            sources.add(UsageSource.living(journals.files().reader(lane), journals.lane(lane)));
        }
    }

    /** Somebody waits until these sources have written so many rows. */
    private record Barrier(Map<UsageSource, Long> rows, Promise<Boolean> written) {
        boolean isMet() {
            return rows.entrySet().stream().allMatch(entry -> entry.getKey().hasWritten(entry.getValue()));
        }
    }

    /** Reads beside the living lanes what an earlier process left. */
    void adopt(List<JournalReader> left) {
        left.forEach(reader -> sources.add(UsageSource.past(reader, recovered)));
        pump();
    }

    /** Writes what is there, be it less than a batch. */
    void tick() {
        due = true;
        pump();
    }

    /** Whether all that is in the journals now is in Postgres within the time given. */
    Future<Boolean> flushed(Duration within) {
        Map<UsageSource, Long> rows = new HashMap<>();
        sources.forEach(source -> rows.put(source, source.recorded()));
        Barrier barrier = new Barrier(rows, Promise.promise());
        barriers.add(barrier);
        long timer = vertx.setTimer(
                Math.max(1, within.toMillis()), late -> barrier.written().tryComplete(false));
        pump();
        return barrier.written().future().onComplete(any -> {
            vertx.cancelTimer(timer);
            barriers.remove(barrier);
        });
    }

    /** Tries once more at once, and waits for it. */
    Future<Boolean> flush(Duration grace) {
        restingAfterFailure = false;
        retryMillis = FIRST_RETRY_MILLIS;
        return flushed(grace);
    }

    /** Touches the journals no more, whatever answers still come. */
    void close() {
        closed = true;
    }

    private void pump() {
        if (closed) {
            return;
        }
        while (!restingAfterFailure && inserts < mostInserts()) {
            Optional<Part> part = again.isEmpty() ? read() : Optional.of(again.removeFirst());
            if (part.isEmpty()) {
                break;
            }
            insert(part.get());
        }
        forget();
    }

    /** One alone finds out whether Postgres is back. */
    private int mostInserts() {
        return failing ? 1 : MOST_INSERTS;
    }

    /** A full batch, or what there is if somebody waits for it. */
    private Optional<Part> read() {
        for (int i = 0; i < sources.size() && !filling.isFull(); i++) {
            turn = (turn + 1) % sources.size(); // a lane with much to read does not keep the others waiting for ever
            read(sources.get(turn));
        }
        if (filling.isEmpty() || !(filling.isFull() || due || !barriers.isEmpty())) {
            due = false;
            return Optional.empty();
        }
        due = due && filling.isFull();
        UsageBatch full = filling;
        filling = new UsageBatch(config.batchRows());
        unsettled.addLast(full);
        return Optional.of(full.close(sources.stream().map(UsageSource::mark).toList()));
    }

    private void read(UsageSource source) {
        int before = filling.size();
        while (!filling.isFull()) {
            Optional<UsageEvent> event = source.next();
            if (event.isEmpty()) {
                break;
            }
            filling.add(event.get());
        }
        if (source.isPast()) {
            journals.adopted(filling.size() - before);
        }
    }

    private void insert(Part part) {
        inserts++;
        table.insert(part.rows())
                .timeout(INSERT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(inserted -> written(part), cause -> notWritten(part, cause));
    }

    private void written(Part part) {
        inserts--;
        if (failing) {
            LOG.info("usage is written again waiting={}", journals.waiting());
        }
        failing = false;
        retryMillis = FIRST_RETRY_MILLIS;
        settle(part);
    }

    private void notWritten(Part part, Throwable cause) {
        inserts--;
        if (!UsageTable.isRefusal(cause)) {
            again.addFirst(part);
            rest(cause);
        } else if (part.rows().size() > 1) {
            // One row spoils the batch: halving finds it.
            again.addFirst(part.secondHalf());
            again.addFirst(part.firstHalf());
        } else {
            refused.keep(part.rows().getFirst(), postgres.reason(cause)).onComplete(kept -> settle(part));
        }
        pump();
    }

    private void rest(Throwable cause) {
        if (!failing) {
            LOG.warn(
                    "usage not written, kept and tried again waiting={} reason={}",
                    journals.waiting(),
                    postgres.reason(cause));
        }
        failing = true;
        if (restingAfterFailure) {
            return;
        }
        restingAfterFailure = true;
        vertx.setTimer(retryMillis, over -> {
            restingAfterFailure = false;
            pump();
        });
        retryMillis = Math.min(retryMillis * 2, LONGEST_RETRY_MILLIS);
    }

    private void settle(Part part) {
        part.batch().settle(part);
        journals.written(part.rows().size());
        pump();
    }

    /** Lets the journals go of what needs them no more, in the order in which it was read, and tells who waits for that. */
    private void forget() {
        while (!unsettled.isEmpty() && unsettled.getFirst().isSettled()) {
            unsettled.removeFirst().forget();
        }
        if (unsettled.isEmpty() && filling.isEmpty()) {
            sources.forEach(source -> source.mark().done()); // settlements are no rows
        }
        sources.stream().filter(UsageSource::isDrained).forEach(UsageSource::finish);
        sources.removeIf(UsageSource::isDrained);
        List.copyOf(barriers).stream()
                .filter(Barrier::isMet)
                .forEach(met -> met.written().tryComplete(true));
    }
}
