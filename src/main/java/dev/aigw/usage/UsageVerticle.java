package dev.aigw.usage;

import dev.aigw.bus.Bus;
import dev.aigw.config.UsageConfig;
import dev.aigw.postgres.Postgres;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes in usage events and sees to it that each becomes a row in Postgres; one per process. */
public final class UsageVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(UsageVerticle.class);
    private static final Duration PARTITION_CHECK = Duration.ofDays(1);

    private final Bus bus;
    private final Postgres postgres;
    private final UsageConfig config;
    private final Duration stopGrace;
    private @Nullable UsageWriter writer;

    /**
     * Connects to nothing yet.
     *
     * @param stopGrace how long stopping waits for Postgres to take the rest
     */
    public UsageVerticle(Bus bus, Postgres postgres, UsageConfig config, Duration stopGrace) {
        this.bus = bus;
        this.postgres = postgres;
        this.config = config;
        this.stopGrace = stopGrace;
    }

    @Override
    public Future<?> start() {
        UsageWriter writing =
                new UsageWriter(vertx, postgres, config, backlog -> bus.publish(UsageFeed.BACKLOG, backlog));
        writer = writing;
        bus.listen(UsageFeed.RECORD, told -> told.events().forEach(writing::record));
        vertx.setPeriodic(config.interval().toMillis(), due -> writing.tick());
        vertx.setPeriodic(PARTITION_CHECK.toMillis(), due -> makePartitions());
        return makePartitions();
    }

    /** Waits until Postgres has every row, but not longer than the grace time. */
    @Override
    public Future<?> stop() {
        return writer == null
                ? Future.succeededFuture()
                : writer.flush(stopGrace).onSuccess(UsageVerticle::tellLoss);
    }

    private static void tellLoss(long rows) {
        if (rows > 0) {
            LOG.error("usage lost at stop, postgres did not take it in time rows={}", rows);
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
