package dev.aigw.usage;

import dev.aigw.bus.Bus;
import dev.aigw.config.UsageConfig;
import dev.aigw.health.Health;
import dev.aigw.postgres.Postgres;
import dev.aigw.usage.UsageFeed.Flushed;
import dev.aigw.usage.journal.Journal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that every event in the journals becomes a row in Postgres, and that the journals have room; one per process.
 * What earlier processes left is read once there are lanes that can hear of it.
 */
public final class UsageVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(UsageVerticle.class);
    private static final Duration PARTITION_CHECK = Duration.ofDays(1);
    /** How often it is asked whether another process has ended and left something. */
    private static final Duration ADOPTION = Duration.ofMinutes(1);
    /** Between attempts to make a file where none could be made. */
    private static final long PAUSE_MILLIS = 500;

    private static final long FORGET_MILLIS = 10_000;

    private final Bus bus;
    private final Postgres postgres;
    private final UsageConfig config;
    private final UsageJournals journals;
    private final Journal files;
    private final Duration stopGrace;
    private @Nullable UsageWriter writer;
    private @Nullable Future<Void> adoption;
    private boolean maintaining;
    private boolean syncing;
    private boolean pausing;
    private boolean full;

    /**
     * Reads nothing yet.
     *
     * @param journals open; whoever opened them closes them
     * @param stopGrace how long stopping waits for Postgres to take the rest
     */
    public UsageVerticle(Bus bus, Postgres postgres, UsageConfig config, UsageJournals journals, Duration stopGrace) {
        this.bus = bus;
        this.postgres = postgres;
        this.config = config;
        this.journals = journals;
        this.files = journals.files();
        this.stopGrace = stopGrace;
    }

    @Override
    public Future<?> start() {
        UsageWriter writing = new UsageWriter(
                vertx, postgres, config, journals, settled -> bus.publish(UsageFeed.RECOVERED, settled));
        writer = writing;
        Context home = context;
        files.onRoll(() -> home.runOnContext(rolled -> maintain()));
        vertx.setPeriodic(config.interval().toMillis(), due -> {
            writing.tick();
            if (files.needsMaintenance()) {
                maintain();
            }
        });
        Duration sync = config.journal().sync();
        vertx.setPeriodic(sync.isZero() ? FORGET_MILLIS : sync.toMillis(), due -> sync());
        vertx.setPeriodic(PARTITION_CHECK.toMillis(), due -> makePartitions());
        vertx.setPeriodic(ADOPTION.toMillis(), due -> {
            if (adoption != null && adoption.isComplete()) {
                adopt();
            }
        });
        bus.serve(
                UsageFeed.FLUSHED,
                flush -> adopted()
                        .compose(all -> writing.flushed(flush.within()))
                        .map(Flushed::new));
        bus.listen(Health.TRAFFIC, this::traffic);
        maintain();
        return makePartitions();
    }

    /** Waits until Postgres has every row, but not longer than the grace time. */
    @Override
    public Future<?> stop() {
        files.onRoll(() -> {});
        if (writer == null) {
            return Future.succeededFuture();
        }
        UsageWriter writing = writer;
        return writing.flush(stopGrace).onComplete(over -> {
            writing.close();
            tellRest(journals.waiting());
        });
    }

    private static void tellRest(long rows) {
        if (rows > 0) {
            LOG.warn("usage not written at stop, kept in the journal for the next start rows={}", rows);
        }
    }

    private void traffic(Health.Traffic traffic) {
        if (traffic.ready()) {
            adopted();
            if (full) {
                bus.publish(UsageFeed.BACKLOG, new UsageFeed.Backlog(true, journals.waiting()));
            }
        }
    }

    /** What earlier processes left is being read; begins with it if need be. */
    private Future<Void> adopted() {
        return adoption == null ? adopt() : adoption;
    }

    private Future<Void> adopt() {
        Future<Void> begun = vertx.executeBlocking(files::adopt)
                .onSuccess(left -> {
                    if (!left.isEmpty()) {
                        LOG.info("usage of earlier processes is read from their journals lanes={}", left.size());
                    }
                    Objects.requireNonNull(writer).adopt(left);
                })
                .mapEmpty();
        adoption = begun;
        return begun;
    }

    private void sync() {
        if (!syncing) {
            syncing = true;
            vertx.executeBlocking(() -> {
                        files.sync();
                        return true;
                    })
                    .onFailure(cause -> LOG.error("usage journal not forced to disk", cause))
                    .onComplete(done -> syncing = false);
        }
    }

    private void maintain() {
        if (maintaining || pausing) {
            return;
        }
        maintaining = true;
        vertx.executeBlocking(files::maintain)
                .onFailure(cause -> LOG.error("usage journal not maintained", cause))
                .onComplete(done -> maintaining = false)
                .onSuccess(this::maintained);
    }

    private void maintained(Optional<String> problem) {
        if (problem.isPresent() && !full) {
            LOG.error(
                    "usage journal is full, no new work is taken until PostgreSQL has taken some of it reason={}"
                            + " waiting={} bytes={}",
                    problem.get(),
                    journals.waiting(),
                    journals.bytes());
        } else if (problem.isEmpty() && full) {
            LOG.warn("usage journal has room again waiting={} bytes={}", journals.waiting(), journals.bytes());
        }
        if (problem.isPresent() != full || files.hasRoomForTheCrowded()) {
            full = problem.isPresent();
            bus.publish(UsageFeed.BACKLOG, new UsageFeed.Backlog(full, journals.waiting()));
        }
        if (full) {
            pausing = true;
            vertx.setTimer(PAUSE_MILLIS, over -> pausing = false);
        }
    }

    /** Never fails: a row without a partition of its own goes to the rest. */
    private Future<?> makePartitions() {
        return new UsageTable(postgres)
                .makePartitions(config.monthsAhead())
                .onSuccess(made -> made.forEach(name -> LOG.info("usage partition made name={}", name)))
                .recover(cause -> {
                    LOG.error("usage partitions not made reason={}", postgres.reason(cause));
                    return Future.succeededFuture();
                });
    }
}
