package dev.aigw.usage;

import dev.aigw.config.UsageConfig;
import dev.aigw.postgres.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes usage in batches: when one is full, every interval, and at the end. A batch leaves the queue only when Postgres
 * has it; one whose answer never came is sent again, which is harmless because a row is written once. Belongs to one
 * event loop.
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
    private final Consumer<UsageFeed.Backlog> backlog;
    private final UsageBatch batch;
    private final Deque<List<UsageEvent>> waiting = new ArrayDeque<>();
    private final Promise<Void> flushed = Promise.promise();
    private int inserts;
    private long unwritten;
    private long retryMillis = FIRST_RETRY_MILLIS;
    private boolean failing;
    private boolean restingAfterFailure;
    private boolean full;
    private boolean stopping;

    UsageWriter(Vertx vertx, Postgres postgres, UsageConfig config, Consumer<UsageFeed.Backlog> backlog) {
        this.vertx = vertx;
        this.postgres = postgres;
        this.table = new UsageTable(postgres);
        this.config = config;
        this.backlog = backlog;
        this.batch = new UsageBatch(config.batchRows());
    }

    void record(UsageEvent event) {
        unwritten++;
        if (batch.add(event)) {
            enqueue();
        }
        tellBacklog();
    }

    /** Writes what has been collected, unless as much as may be is on its way already: then the batch rather grows. */
    void tick() {
        if (waiting.isEmpty() && inserts < mostInserts()) {
            enqueue();
        }
    }

    /** Writes all there is, and answers how many events could not be written within the time given. */
    Future<Long> flush(Duration grace) {
        stopping = true;
        restingAfterFailure = false;
        retryMillis = FIRST_RETRY_MILLIS;
        enqueue();
        tellFlushed();
        long timer = vertx.setTimer(grace.toMillis(), late -> flushed.tryComplete());
        return flushed.future().map(done -> {
            vertx.cancelTimer(timer);
            return unwritten;
        });
    }

    private void enqueue() {
        if (!batch.isEmpty()) {
            waiting.addLast(batch.drain());
        }
        pump();
    }

    private void pump() {
        while (!restingAfterFailure && inserts < mostInserts() && !waiting.isEmpty()) {
            insert(waiting.removeFirst());
        }
    }

    /** One alone finds out whether Postgres is back. */
    private int mostInserts() {
        return failing ? 1 : MOST_INSERTS;
    }

    private void insert(List<UsageEvent> rows) {
        inserts++;
        table.insert(rows)
                .timeout(INSERT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(inserted -> written(rows), cause -> notWritten(rows, cause));
    }

    private void written(List<UsageEvent> rows) {
        inserts--;
        settle(rows);
        if (failing) {
            LOG.info("usage is written again waiting={}", unwritten);
        }
        failing = false;
        retryMillis = FIRST_RETRY_MILLIS;
        pump();
    }

    private void notWritten(List<UsageEvent> rows, Throwable cause) {
        inserts--;
        if (!UsageTable.isRefusal(cause)) {
            waiting.addFirst(rows);
            rest(cause);
        } else if (rows.size() > 1) {
            // One row spoils the batch: halving finds it.
            waiting.addFirst(rows.subList(rows.size() / 2, rows.size()));
            waiting.addFirst(rows.subList(0, rows.size() / 2));
            pump();
        } else {
            UsageEvent lost = rows.getFirst();
            LOG.error(
                    "usage row refused by postgres and lost id={} tenant={} reason={}",
                    lost.id(),
                    lost.tenantId(),
                    postgres.reason(cause));
            settle(rows);
            pump();
        }
    }

    private void rest(Throwable cause) {
        if (!failing) {
            LOG.warn("usage not written, kept and tried again waiting={} reason={}", unwritten, postgres.reason(cause));
        }
        failing = true;
        if (restingAfterFailure) {
            return;
        }
        restingAfterFailure = true;
        vertx.setTimer(retryMillis, due -> {
            restingAfterFailure = false;
            pump();
        });
        retryMillis = Math.min(retryMillis * 2, LONGEST_RETRY_MILLIS);
    }

    private void settle(List<UsageEvent> rows) {
        unwritten -= rows.size();
        tellBacklog();
        tellFlushed();
    }

    private void tellFlushed() {
        if (stopping && unwritten == 0) {
            flushed.tryComplete();
        }
    }

    /** Opens again well below the limit, so that it does not flap. */
    private void tellBacklog() {
        boolean now = full ? unwritten > config.maxQueued() / 5L * 4 : unwritten >= config.maxQueued();
        if (now != full) {
            full = now;
            LOG.warn("usage backlog {} waiting={}", full ? "full, no new work is taken" : "has room again", unwritten);
            backlog.accept(new UsageFeed.Backlog(full, unwritten));
        }
    }
}
