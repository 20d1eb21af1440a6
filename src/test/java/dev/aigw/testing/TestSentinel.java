package dev.aigw.testing;

import dev.aigw.config.ProviderConfig.Secret;
import dev.aigw.config.RedisConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import redis.embedded.RedisSentinel;
import redis.embedded.core.RedisSentinelBuilder;

/** A real sentinel that watches a master with one replica, and fails over by itself. */
public final class TestSentinel implements AutoCloseable {
    private static final String NAME = "aigw-test";
    private static final Duration FAIL_OVER = Duration.ofSeconds(30);

    private final TestRedis first;
    private final TestRedis second;
    private final RedisSentinel sentinel;
    private final int port;

    private TestSentinel(TestRedis first, TestRedis second, RedisSentinel sentinel, int port) {
        this.first = first;
        this.second = second;
        this.sentinel = sentinel;
        this.port = port;
    }

    public static TestSentinel start() {
        TestRedis first = TestRedis.start();
        TestRedis second = TestRedis.start("replicaof 127.0.0.1 " + first.port());
        Await.until(
                "the replica is up to date",
                () -> second.command("INFO", "replication").toString().contains("master_link_status:up"));
        try {
            int port = TestRedis.freePort();
            RedisSentinel sentinel = new RedisSentinelBuilder()
                    .bind("127.0.0.1")
                    .port(port)
                    .masterName(NAME)
                    .masterPort(first.port())
                    .quorumSize(1)
                    .downAfterMilliseconds(300)
                    .failOverTimeout(2_000)
                    .build();
            sentinel.start();
            TestSentinel all = new TestSentinel(first, second, sentinel, port);
            Await.until(
                    "the sentinel knows the replica",
                    FAIL_OVER,
                    () -> all.ask("SENTINEL", "REPLICAS", NAME).contains(Integer.toString(second.port())));
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RedisConfig config() {
        return new RedisConfig(RedisConfig.Mode.SENTINEL, new Secret("redis://127.0.0.1:" + port), NAME);
    }

    /** The server that is the master at first. */
    public TestRedis first() {
        return first;
    }

    /** The server that takes over. */
    public TestRedis second() {
        return second;
    }

    /** Tells the sentinel to change them over while both run. */
    public void failOver() {
        Await.until("the sentinel finds the replica good enough", FAIL_OVER, () -> {
            try {
                return ask("SENTINEL", "FAILOVER", NAME).equals("OK");
            } catch (UncheckedIOException notYet) {
                return false;
            }
        });
    }

    /** Waits until the second server is the master. */
    public void awaitFailover() {
        Await.until(
                "the second is the master",
                FAIL_OVER,
                () -> second.command("ROLE").toString().startsWith("[master"));
    }

    @Override
    public void close() {
        try {
            sentinel.stop();
            first.stop();
            second.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String ask(String... words) {
        return TestRedis.command(port, words).toString();
    }
}
