package dev.aigw.testing;

import dev.aigw.config.ProviderConfig.Secret;
import dev.aigw.config.RedisConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A real Redis Cluster: a few masters on free ports, each with its share of the slots. */
public final class TestRedisCluster implements AutoCloseable {
    private static final int SLOTS = 16_384;
    private static final Duration GOSSIP = Duration.ofSeconds(30);

    private final List<TestRedis> masters;
    private final List<TestRedis> replicas = new ArrayList<>();

    private TestRedisCluster(List<TestRedis> masters) {
        this.masters = masters;
    }

    /**
     * So many masters.
     *
     * @param settings of each of them, as in redis.conf
     */
    public static TestRedisCluster start(int size, String... settings) {
        TestRedisCluster cluster = new TestRedisCluster(
                IntStream.range(0, size).mapToObj(i -> node(settings)).toList());
        for (int i = 0; i < size; i++) {
            TestRedis node = cluster.master(i);
            node.command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            IntStream.range(i * SLOTS / size, (i + 1) * SLOTS / size)
                    .forEach(slot -> words.add(Integer.toString(slot)));
            node.command(words.toArray(String[]::new));
        }
        cluster.masters.forEach(cluster::meet);
        cluster.awaitWhole();
        return cluster;
    }

    public TestRedis master(int index) {
        return masters.get(index);
    }

    public List<TestRedis> masters() {
        return masters;
    }

    public RedisConfig config() {
        return new RedisConfig(
                RedisConfig.Mode.CLUSTER,
                new Secret(masters.stream().map(TestRedis::url).collect(Collectors.joining(","))),
                "");
    }

    /** A key with this at its beginning that the master has. */
    public String keyOn(int master, String prefix) {
        int first = master * SLOTS / masters.size();
        int after = (master + 1) * SLOTS / masters.size();
        return IntStream.range(0, 1_000)
                .mapToObj(i -> prefix + "{" + i + "}")
                .filter(key -> slot(key) >= first && slot(key) < after)
                .findFirst()
                .orElseThrow();
    }

    /** The master that has the key, as long as no slot was moved. */
    public TestRedis masterOf(String key) {
        int slot = slot(key);
        return IntStream.range(0, masters.size())
                .filter(i -> slot < (i + 1) * SLOTS / masters.size())
                .mapToObj(this::master)
                .findFirst()
                .orElseThrow();
    }

    public int slot(String key) {
        return Math.toIntExact((Long) anyRunning().command("CLUSTER", "KEYSLOT", key));
    }

    /** Lets keys that are not there yet be made at another master already. */
    public void beginMove(int slot, int from, int to) {
        String number = Integer.toString(slot);
        master(to).command("CLUSTER", "SETSLOT", number, "IMPORTING", id(from));
        master(from).command("CLUSTER", "SETSLOT", number, "MIGRATING", id(to));
    }

    /** Gives an empty slot to another master. */
    public void endMove(int slot, int from, int to) {
        String target = id(to);
        for (int i : new int[] {to, from}) {
            master(i).command("CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", target);
        }
    }

    /** Adds a server that takes over when this master dies. */
    public TestRedis replicate(int master) {
        TestRedis replica = node();
        replicas.add(replica);
        meet(replica);
        String id = id(master);
        Await.until(
                "the replica knows its master",
                GOSSIP,
                () -> replica.command("CLUSTER", "NODES").toString().contains(id));
        replica.command("CLUSTER", "REPLICATE", id);
        Await.until(
                "the replica is up to date",
                GOSSIP,
                () -> replica.command("INFO", "replication").toString().contains("master_link_status:up"));
        awaitWhole();
        return replica;
    }

    /** Waits until everybody thinks that all slots are served. */
    public void awaitWhole() {
        for (TestRedis node : masters) {
            Await.until("the cluster is whole", GOSSIP, () -> {
                String told = node.command("CLUSTER", "INFO").toString();
                return told.contains("cluster_state:ok")
                        && told.contains("cluster_slots_ok:" + SLOTS)
                        && told.contains("cluster_known_nodes:" + (masters.size() + replicas.size()));
            });
        }
    }

    @Override
    public void close() {
        masters.forEach(TestRedis::stop);
        replicas.forEach(TestRedis::stop);
    }

    private String id(int master) {
        return master(master).command("CLUSTER", "MYID").toString();
    }

    private TestRedis anyRunning() {
        return masters.getLast();
    }

    private void meet(TestRedis node) {
        node.command(
                "CLUSTER", "MEET", "127.0.0.1", Integer.toString(anyRunning().port()));
    }

    private static TestRedis node(String... settings) {
        try {
            Path home = Files.createTempDirectory("aigw-cluster");
            home.toFile().deleteOnExit();
            List<String> all = new ArrayList<>(List.of(
                    "cluster-enabled yes",
                    "dir " + home,
                    "cluster-config-file " + home.resolve("nodes.conf"),
                    "cluster-node-timeout 1000",
                    "cluster-require-full-coverage no"));
            all.addAll(List.of(settings));
            return TestRedis.start(all.toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
