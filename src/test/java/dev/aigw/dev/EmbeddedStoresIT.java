package dev.aigw.dev;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.pgclient.PgBuilder;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import io.vertx.sqlclient.SqlClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class EmbeddedStoresIT {
    @TempDir
    Path temporary;

    @Test
    void keepsWhatWasWrittenFromStartToStart(Vertx vertx) throws Exception {
        Path directory = temporary.resolve("a folder's data");
        String key;
        try (EmbeddedStores stores = EmbeddedStores.start(directory)) {
            key = stores.masterKey();
            write(vertx, stores.postgresUrl(), stores.redisUrl());
        }

        try (EmbeddedStores again = EmbeddedStores.start(directory)) {

            assertThat(read(vertx, again)).containsExactly("kept in postgres", "kept in redis");
            assertThat(again.masterKey()).isEqualTo(key);
        }
    }

    @Test
    void runsPostgresWithEverythingThatMakesItDurable(Vertx vertx) throws Exception {
        try (EmbeddedStores stores = EmbeddedStores.start(temporary)) {

            assertThat(postgres(vertx, stores.postgresUrl(), "show fsync")).isEqualTo("on");
            assertThat(postgres(vertx, stores.postgresUrl(), "show synchronous_commit"))
                    .isEqualTo("on");
            assertThat(postgres(vertx, stores.postgresUrl(), "show full_page_writes"))
                    .isEqualTo("on");
        }
    }

    @Test
    void leavesNoProcessBehindWhenClosed() {
        EmbeddedStores stores = EmbeddedStores.start(temporary);

        stores.close();

        assertThat(servers(stores.directory())).isEmpty();
    }

    @Test
    void theStoresEndWithAProcessThatIsKilled() throws Exception {
        Process child = StoresInChild.start(temporary);
        awaitUrls(child);
        assertThat(servers(temporary.toRealPath())).isNotEmpty();

        child.destroyForcibly().waitFor();

        assertThat(Daemon.await(() -> servers(temporary).isEmpty(), Duration.ofSeconds(20)))
                .isTrue();
    }

    @Test
    void startsAgainOverOrphansAndLosesNothing(Vertx vertx) throws Exception {
        Process child = StoresInChild.start(temporary);
        String[] urls = awaitUrls(child);
        write(vertx, urls[0], urls[1]);
        // The watchdog first: without it the servers are orphans.
        child.toHandle().children().forEach(ProcessHandle::destroyForcibly);
        child.destroyForcibly().waitFor();
        List<Long> orphans = servers(temporary);

        try (EmbeddedStores stores = EmbeddedStores.start(temporary)) {

            assertThat(orphans).hasSizeGreaterThan(1);
            assertThat(servers(temporary)).isNotEmpty().doesNotContainAnyElementsOf(orphans);
            assertThat(read(vertx, stores)).containsExactly("kept in postgres", "kept in redis");
        }
    }

    @Test
    void recoversWhenTheServersWereKilledToo(Vertx vertx) throws Exception {
        Process child = StoresInChild.start(temporary);
        String[] urls = awaitUrls(child);
        write(vertx, urls[0], urls[1]);
        child.toHandle().children().forEach(ProcessHandle::destroyForcibly);
        servers(temporary).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        child.destroyForcibly().waitFor();

        try (EmbeddedStores stores = EmbeddedStores.start(temporary)) {

            assertThat(read(vertx, stores)).containsExactly("kept in postgres", "kept in redis");
        }
    }

    @Test
    void refusesADirectoryThatALivingProcessUses() throws Exception {
        Process child = StoresInChild.start(temporary);
        awaitUrls(child);

        assertThatExceptionOfType(DevFailure.class)
                .isThrownBy(() -> EmbeddedStores.start(temporary))
                .withMessageContaining("in use by a running gateway (pid " + child.pid() + ")")
                .withMessageContaining("--data");

        child.getOutputStream().close();
        assertThat(child.waitFor(20, SECONDS)).isTrue();
    }

    @Test
    void leavesAStrangerAloneWhosePidIsInAnOldFile() throws Exception {
        EmbeddedStores.start(temporary).close();
        Process stranger = new ProcessBuilder("sleep", "600").start();
        Files.writeString(temporary.resolve("postgres/postmaster.pid"), stranger.pid() + "\n");
        Files.writeString(temporary.resolve("redis/redis.pid"), stranger.pid() + "\n");

        EmbeddedStores.start(temporary).close();

        assertThat(stranger.isAlive()).isTrue();
        stranger.destroyForcibly();
    }

    private static String[] awaitUrls(Process child) throws IOException {
        BufferedReader output = child.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("postgresql://")) {
                return line.split(" ", 2);
            }
        }
        throw new AssertionError("the child ended before its stores served");
    }

    private static List<Long> servers(Path directory) {
        return List.of("postgres", "redis").stream()
                .flatMap(name -> Daemon.allIn(directory.resolve(name)).stream())
                .map(daemon -> daemon.process().pid())
                .toList();
    }

    private static void write(Vertx vertx, String postgresUrl, String redisUrl) throws Exception {
        postgres(vertx, postgresUrl, "create table note (text text)");
        postgres(vertx, postgresUrl, "insert into note values ('kept in postgres')");
        RedisAPI redis = RedisAPI.api(Redis.createClient(vertx, redisUrl));
        redis.set(List.of("note", "kept in redis")).await(5, SECONDS);
        redis.close();
    }

    private static List<String> read(Vertx vertx, EmbeddedStores stores) throws Exception {
        RedisAPI redis = RedisAPI.api(Redis.createClient(vertx, stores.redisUrl()));
        String inRedis = String.valueOf(redis.get("note").await(5, SECONDS));
        redis.close();
        return List.of(postgres(vertx, stores.postgresUrl(), "select text from note"), inRedis);
    }

    private static String postgres(Vertx vertx, String url, String sql) throws Exception {
        SqlClient client = PgBuilder.client().connectingTo(url).using(vertx).build();
        try {
            var rows = client.query(sql).execute().await(5, SECONDS);
            return rows.size() == 0 ? "" : rows.iterator().next().getString(0);
        } finally {
            client.close().await(5, SECONDS);
        }
    }
}
