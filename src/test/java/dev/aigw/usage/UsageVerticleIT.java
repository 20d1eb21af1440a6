package dev.aigw.usage;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aigw.bus.Bus;
import dev.aigw.config.JournalConfig;
import dev.aigw.config.UsageConfig;
import dev.aigw.health.Health;
import dev.aigw.postgres.Postgres;
import dev.aigw.testing.Await;
import dev.aigw.testing.TestPostgres;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class UsageVerticleIT {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration KEEP = Duration.ofDays(90);
    private static final Duration GRACE = Duration.ofSeconds(20);

    private static final long SEGMENT = 64 << 10;
    private static final long MAX = 1 << 20;

    private final BlockingQueue<UsageFeed.Backlog> backlogs = new LinkedBlockingQueue<>();

    @TempDir
    private Path directory;

    private final List<UsageJournals> opened = new ArrayList<>();
    private Vertx vertx;
    private Context lane;
    private Bus bus;
    private String url;
    /** The test's own eyes on the database. */
    private Postgres eyes;

    @BeforeEach
    void open(Vertx vertx) throws Exception {
        this.vertx = vertx;
        bus = Bus.install(vertx);
        url = TestPostgres.migrated();
        eyes = Postgres.open(vertx, url, 2, Duration.ofSeconds(10));
        lane = vertx.getOrCreateContext();
        onLane(() -> bus.listen(UsageFeed.BACKLOG, backlog -> {
            opened.getLast().lane(0).flush();
            backlogs.add(backlog);
        }));
    }

    /** Before Vert.x closes the pools under the verticles. */
    @AfterEach
    void undeploy() throws Exception {
        await(Future.all(vertx.deploymentIDs().stream().map(vertx::undeploy).toList()));
        close();
    }

    @Test
    void writesWhatIsLeftAtStop() throws Exception {
        String deployed = deploy(config(1_000, NEVER));

        send(UsageEvents.many(7));
        await(vertx.undeploy(deployed));

        assertThat(count()).isEqualTo(7);
    }

    @Test
    void writesWhatIsThereAfterTheInterval() throws Exception {
        deploy(config(1_000, Duration.ofMillis(20)));

        send(UsageEvents.many(3));

        assertThat(countReaches(3)).isEqualTo(3);
    }

    @Test
    void losesAndDoublesNothingWhileConnectionsAreCutAgainAndAgain() throws Exception {
        String deployed = deploy(config(50, Duration.ofMillis(5)));

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
        String deployed = deploy(config(10, Duration.ofMillis(5)));
        TestPostgres.takeAway(url);

        int sent = 0;
        while (backlogs.stream().noneMatch(UsageFeed.Backlog::full)) {
            send(UsageEvents.many(10));
            sent += 10;
        }
        send(UsageEvents.many(100)); // what was under way
        TestPostgres.bringBack(url);
        Await.until("room again", GRACE, () -> !last(backlogs).full());
        await(vertx.undeploy(deployed));

        assertThat(count()).isEqualTo(sent + 100);
    }

    @Test
    void keepsFewInsertsInFlightWhenPostgresIsSlow() throws Exception {
        String deployed = deploy(config(10, Duration.ofMillis(5)));

        long inFlight = await(eyes.withTransaction(slow -> slow.query("lock table usage_event in access exclusive mode")
                .execute()
                .onSuccess(locked -> lane.runOnContext(
                        there -> UsageEvents.many(500).forEach(opened.getLast().lane(0)::record)))
                .compose(locked -> insertsReach(3, System.nanoTime() + GRACE.toNanos()))));
        await(vertx.undeploy(deployed));

        assertThat(inFlight).isEqualTo(3);
        assertThat(count()).isEqualTo(500);
    }

    @Test
    void leavesToTheNextStartWhatPostgresDidNotTakeAtStop() throws Exception {
        Duration moment = Duration.ofMillis(300);
        String deployed = deploy(config(10, Duration.ofMillis(5)), moment);
        send(UsageEvents.many(5));
        countReaches(5);
        TestPostgres.takeAway(url);
        send(UsageEvents.many(2_000)); // more than a file
        await(vertx.undeploy(deployed));
        close();
        TestPostgres.bringBack(url);

        open(config(10, Duration.ofMillis(5)), GRACE);
        UsageFeed.Flushed flushed = await(flushed(GRACE));

        assertThat(flushed.complete()).isTrue();
        assertThat(count()).isEqualTo(2_005);
        Await.until("no file of the past", () -> files() == 2);
    }

    @Test
    void saysWhenEverythingThatWasThereIsInPostgres() throws Exception {
        deploy(config(10, NEVER));
        TestPostgres.takeAway(url);
        send(UsageEvents.many(325));

        UsageFeed.Flushed early = await(flushed(Duration.ofMillis(200)));
        TestPostgres.bringBack(url);
        UsageFeed.Flushed late = await(flushed(GRACE));

        assertThat(early.complete()).isFalse();
        assertThat(late.complete()).isTrue();
        assertThat(count()).isEqualTo(325);
    }

    @Test
    void tellsTheSettlementsOfAProcessThatEndedAndOfNoOther() throws Exception {
        BlockingQueue<UsageFeed.Settled> told = new LinkedBlockingQueue<>();
        bus.listen(UsageFeed.RECOVERED, told::add);
        UsageFeed.Settled lost = new UsageFeed.Settled(3, UUID.randomUUID(), 40, 50);
        UsageJournals ended = UsageJournals.open(config(10, NEVER).journal(), 1);
        ended.lane(0).record(UsageEvents.event(3, Instant.now()));
        ended.lane(0).settled(3, lost.reservation(), 40, 50);
        ended.close();

        deploy(config(10, Duration.ofMillis(5)));
        opened.getLast().lane(0).settled(4, UUID.randomUUID(), 1, 2);
        send(UsageEvents.many(1));
        bus.publish(Health.TRAFFIC, new Health.Traffic(true, "serving"));

        assertThat(told.poll(10, SECONDS)).isEqualTo(lost);
        assertThat(countReaches(2)).isEqualTo(2);
        assertThat(told).isEmpty();
    }

    @Test
    void writesEveryRowBesideOneThatPostgresRefusesAndKeepsThatOne() throws Exception {
        // The first year that a timestamp has no room for.
        UsageEvent refused = UsageEvents.event(1, Instant.parse("+294277-01-01T00:00:00Z"));
        String deployed = deploy(config(100, NEVER));

        send(UsageEvents.many(60));
        send(List.of(refused));
        send(UsageEvents.many(39));
        await(vertx.undeploy(deployed));

        assertThat(count()).isEqualTo(99);
        assertThat(Files.readString(directory.resolve("refused.jsonl")))
                .contains(refused.id().toString())
                .hasLineCount(1);
    }

    @Test
    void refusesNewWorkOnAFullDiskLosesNothingAndTakesWorkAgain() throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", small.toString()), "may not mount a tmpfs");
        try {
            deploy(new UsageConfig(
                    10,
                    Duration.ofMillis(5),
                    1,
                    KEEP,
                    new JournalConfig(small, SEGMENT, 1L << 30, Duration.ofSeconds(1))));
            TestPostgres.takeAway(url);

            int sent = 0;
            while (backlogs.stream().noneMatch(UsageFeed.Backlog::full)) {
                send(UsageEvents.many(10));
                sent += 10;
            }
            send(UsageEvents.many(100)); // what was under way
            TestPostgres.bringBack(url);

            Await.until("room again", GRACE, () -> !last(backlogs).full());
            assertThat(countReaches(sent + 100)).isEqualTo(sent + 100);
        } finally {
            undeploy();
            assertThat(run("umount", "-l", small.toString())).isTrue();
        }
    }

    private static <T> T last(Collection<T> all) {
        return List.copyOf(all).getLast();
    }

    private static boolean run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException none) {
            return false;
        }
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

    private UsageConfig config(int batchRows, Duration interval) {
        return new UsageConfig(
                batchRows, interval, 1, KEEP, new JournalConfig(directory, SEGMENT, MAX, Duration.ofSeconds(1)));
    }

    private String deploy(UsageConfig config) throws Exception {
        return deploy(config, GRACE);
    }

    private String deploy(UsageConfig config, Duration grace) throws Exception {
        close();
        return open(config, grace);
    }

    private String open(UsageConfig config, Duration grace) throws Exception {
        UsageJournals journals = UsageJournals.open(config.journal(), 1);
        opened.add(journals);
        Postgres postgres = Postgres.open(vertx, url, 4, Duration.ofSeconds(10));
        return await(vertx.deployVerticle(new UsageVerticle(bus, postgres, config, journals, grace)));
    }

    private void close() {
        opened.forEach(UsageJournals::close);
    }

    /** As a lane does, on its event loop. */
    private void send(List<UsageEvent> events) throws Exception {
        onLane(() -> events.forEach(opened.getLast().lane(0)::record));
    }

    private void onLane(Runnable work) throws Exception {
        await(Future.<Void>future(done -> lane.runOnContext(there -> {
            work.run();
            done.complete();
        })));
    }

    private Future<UsageFeed.Flushed> flushed(Duration within) {
        return bus.question(UsageFeed.FLUSHED, GRACE.plusSeconds(5)).ask(new UsageFeed.Flush(within));
    }

    private long files() {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.filter(path -> path.toString().endsWith(".journal")).count();
        } catch (IOException | UncheckedIOException e) {
            return -1;
        }
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
