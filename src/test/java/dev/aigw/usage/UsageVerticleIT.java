package dev.aigw.usage;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.bus.Bus;
import dev.aigw.config.UsageConfig;
import dev.aigw.postgres.Postgres;
import dev.aigw.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class UsageVerticleIT {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration KEEP = Duration.ofDays(90);
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final BlockingQueue<UsageFeed.Backlog> backlogs = new LinkedBlockingQueue<>();
    private Vertx vertx;
    private Bus bus;
    private String url;
    /** The test's own eyes on the database. */
    private Postgres eyes;

    @BeforeEach
    void open(Vertx vertx) {
        this.vertx = vertx;
        bus = Bus.install(vertx);
        url = TestPostgres.migrated();
        eyes = Postgres.open(vertx, url, 2, Duration.ofSeconds(10));
        bus.listen(UsageFeed.BACKLOG, backlogs::add);
    }

    /** Before Vert.x closes the pools under the verticles. */
    @AfterEach
    void undeploy() throws Exception {
        await(Future.all(vertx.deploymentIDs().stream().map(vertx::undeploy).toList()));
    }

    @Test
    void writesWhatIsLeftAtStop() throws Exception {
        String deployed = deploy(new UsageConfig(1_000, NEVER, 10_000, 1, KEEP));

        send(UsageEvents.many(7));
        await(vertx.undeploy(deployed));

        assertThat(count()).isEqualTo(7);
    }

    @Test
    void writesAFullBatchAtOnce() throws Exception {
        deploy(new UsageConfig(5, NEVER, 10_000, 1, KEEP));

        send(UsageEvents.many(12));

        assertThat(countReaches(10)).isEqualTo(10);
    }

    @Test
    void writesABatchThatIsNotFullAfterTheInterval() throws Exception {
        deploy(new UsageConfig(1_000, Duration.ofMillis(20), 10_000, 1, KEEP));

        send(UsageEvents.many(3));

        assertThat(countReaches(3)).isEqualTo(3);
    }

    @Test
    void losesAndDoublesNothingWhileConnectionsAreCutAgainAndAgain() throws Exception {
        String deployed = deploy(new UsageConfig(50, Duration.ofMillis(5), 100_000, 1, KEEP));

        for (int round = 0; round < 40; round++) {
            send(UsageEvents.many(250));
            await(eyes.pool()
                    .query("select pg_terminate_backend(pid) from pg_stat_activity"
                            + " where datname = current_database() and pid <> pg_backend_pid()"
                            + " and query like 'with event as%'")
                    .execute());
        }
        await(vertx.undeploy(deployed));

        assertThat(count()).isEqualTo(10_000);
    }

    @Test
    void keepsWhatComesWhilePostgresIsAwayAndSaysWhenItIsTooMuch() throws Exception {
        String deployed = deploy(new UsageConfig(10, Duration.ofMillis(5), 100, 1, KEEP));
        TestPostgres.takeAway(url);

        send(UsageEvents.many(150));
        UsageFeed.Backlog full = backlogs.poll(10, SECONDS);
        TestPostgres.bringBack(url);
        UsageFeed.Backlog roomAgain = backlogs.poll(20, SECONDS);
        await(vertx.undeploy(deployed));

        assertThat(full).isEqualTo(new UsageFeed.Backlog(true, 100));
        assertThat(roomAgain).isEqualTo(new UsageFeed.Backlog(false, 80));
        assertThat(backlogs).isEmpty();
        assertThat(count()).isEqualTo(150);
    }

    @Test
    void keepsFewInsertsInFlightWhenPostgresIsSlow() throws Exception {
        String deployed = deploy(new UsageConfig(10, Duration.ofMillis(5), 10_000, 1, KEEP));

        long inFlight = await(eyes.withTransaction(slow -> slow.query("lock table usage_event in access exclusive mode")
                .execute()
                .onSuccess(locked -> send(UsageEvents.many(500)))
                .compose(locked -> insertsReach(3, System.nanoTime() + GRACE.toNanos()))));
        await(vertx.undeploy(deployed));

        assertThat(inFlight).isEqualTo(3);
        assertThat(count()).isEqualTo(500);
    }

    private Future<Long> insertsReach(long wanted, long deadline) {
        return eyes.pool()
                .query("select count(*) from pg_stat_activity where datname = current_database()"
                        + " and state = 'active' and query like 'with event as%'")
                .execute()
                .map(rows -> rows.iterator().next().getLong(0))
                .compose(inserts -> inserts >= wanted || System.nanoTime() > deadline
                        ? Future.succeededFuture(inserts)
                        : insertsReach(wanted, deadline));
    }

    @Test
    void givesUpAtStopAfterTheGraceTimeAndSaysHowMuchWasLost() throws Exception {
        TestPostgres.takeAway(url);
        Postgres away = Postgres.open(vertx, url, 2, Duration.ofSeconds(10));
        UsageConfig config = new UsageConfig(10, NEVER, 100, 1, KEEP);

        Future<Long> lost = Future.future(promise -> vertx.runOnContext(now -> {
            UsageWriter writer = new UsageWriter(vertx, away, config, backlogs::add);
            UsageEvents.many(25).forEach(writer::record);
            writer.flush(Duration.ofMillis(300)).onComplete(promise);
        }));

        assertThat(await(lost)).isEqualTo(25);
    }

    @Test
    void writesEveryRowBesideOneThatPostgresRefuses() throws Exception {
        // The first year that a timestamp has no room for.
        UsageEvent refused = UsageEvents.event(1, Instant.parse("+294277-01-01T00:00:00Z"));
        String deployed = deploy(new UsageConfig(100, NEVER, 10_000, 1, KEEP));

        send(UsageEvents.many(60));
        send(List.of(refused));
        send(UsageEvents.many(39));
        await(vertx.undeploy(deployed));

        assertThat(count()).isEqualTo(99);
    }

    private String deploy(UsageConfig config) throws Exception {
        Postgres postgres = Postgres.open(vertx, url, 4, Duration.ofSeconds(10));
        return await(vertx.deployVerticle(new UsageVerticle(bus, postgres, config, GRACE)));
    }

    private void send(List<UsageEvent> events) {
        bus.send(UsageFeed.RECORD, new UsageFeed.Events(events));
    }

    private long countReaches(long wanted) throws Exception {
        long deadline = System.nanoTime() + GRACE.toNanos();
        long count = count();
        while (count < wanted && System.nanoTime() < deadline) {
            count = count();
        }
        return count;
    }

    private long count() throws Exception {
        return await(eyes.pool().query("select count(*) from usage_event").execute())
                .iterator()
                .next()
                .getLong(0);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(30, SECONDS);
    }
}
