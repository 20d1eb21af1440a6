package dev.aigw.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.Await;
import dev.aigw.testing.TestLane;
import dev.aigw.testing.TestRedis;
import dev.aigw.testing.TestRedisCluster;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class RedisClusterIT {
    private static final LuaScript COUNT = Scripts.COUNT;

    private static TestRedisCluster cluster;

    private final String run = UUID.randomUUID().toString();
    private TestLane lane;

    @BeforeAll
    static void startCluster() {
        cluster = TestRedisCluster.start(3);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void openLane(Vertx vertx) {
        cluster.masters().forEach(master -> master.command("FLUSHALL"));
        lane = TestLane.open(vertx, cluster.config(), COUNT);
    }

    @AfterEach
    void closeLane() {
        lane.close();
    }

    @Test
    void knowsTheSlotOfAKeyAsRedisDoes() {
        List<String> keys = List.of("", "a", "123456789", "aigw:{42}:open", "{}x", "a{b}{c}", "{", "}{x}", "grün{ä}");

        assertThat(keys).allSatisfy(key -> assertThat(Slots.of(key)).as(key).isEqualTo(cluster.slot(key)));
    }

    @Test
    void asksTheMasterOfEachKeyInOneTurn() {
        List<Long> counts = lane.ask(redis -> Future.all(IntStream.range(0, 300)
                        .mapToObj(i -> redis.eval(COUNT, List.of(run + "{" + i % 100 + "}"), List.of()))
                        .toList())
                .map(all -> all.<ScriptReply>list().stream()
                        .map(reply -> reply.number(0))
                        .toList()));

        assertThat(counts.stream().mapToLong(Long::longValue).sum()).isEqualTo(100 * (1 + 2 + 3));
        assertThat(cluster.masters())
                .allSatisfy(
                        master -> assertThat((Long) master.command("DBSIZE")).isPositive());
    }

    @Test
    void sendsSingleCommandsToTheServerOfTheirKey() {
        String key = cluster.keyOn(1, run);

        lane.ask(redis -> redis.send(
                key, Request.cmd(Command.SET).arg(key).arg("v").arg("PX").arg(60_000)));

        assertThat(cluster.master(1).command("GET", key)).isEqualTo("v");
        assertThat(lane.ask(redis -> redis.send(key, Request.cmd(Command.GET).arg(key)))
                        .orElseThrow()
                        .toString())
                .isEqualTo("v");
        Optional<Response> none =
                lane.ask(redis -> redis.send(key, Request.cmd(Command.GET).arg(key + "none")));
        assertThat(none).isEmpty();
    }

    @Test
    void letsNobodySeeThatScriptsWereForgotten() {
        cluster.masters().forEach(master -> master.command("SCRIPT", "FLUSH"));

        assertThat(IntStream.range(0, 3).mapToObj(i -> lane.tries(COUNT, cluster.keyOn(i, run))))
                .containsOnly(true);
    }

    @Test
    void followsASlotThatMoves() {
        String key = cluster.keyOn(0, run);
        int slot = cluster.slot(key);
        lane.eval(COUNT, key);
        cluster.master(0).command("DEL", key);
        cluster.beginMove(slot, 0, 2);

        long asked = lane.eval(COUNT, key).number(0);
        cluster.endMove(slot, 0, 2);
        List<Long> moved = lane.ask(redis -> Future.all(IntStream.range(0, 10)
                        .mapToObj(i -> redis.eval(COUNT, List.of(key), List.of()))
                        .toList())
                .map(all -> all.<ScriptReply>list().stream()
                        .map(reply -> reply.number(0))
                        .toList()));

        assertThat(asked).isEqualTo(1);
        assertThat(moved).containsExactlyInAnyOrder(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
        cluster.master(2).command("DEL", key);
        cluster.endMove(slot, 2, 0);
        cluster.awaitWhole();
    }

    @Test
    void servesTheKeysOfOthersWhileAMasterIsAway() {
        TestRedis dead = cluster.master(0);
        String lost = cluster.keyOn(0, run);
        dead.stop();
        try {
            Await.until("it is noticed", () -> !lane.up());

            assertThat(lane.tries(COUNT, lost)).isFalse();
            assertThat(lane.tries(COUNT, cluster.keyOn(1, run))).isTrue();
            assertThat(lane.tries(COUNT, cluster.keyOn(2, run))).isTrue();
        } finally {
            dead.startAgain();
        }
        Await.until("it is back", Duration.ofSeconds(30), () -> lane.tries(COUNT, lost));
        Await.until("it says so", lane::up);
        cluster.awaitWhole();
    }

    @Test
    void startsWhileASeedIsAway(Vertx vertx) {
        cluster.master(0).stop();
        try (TestLane late = TestLane.open(vertx, cluster.config())) {
            assertThat(late.tries(COUNT, cluster.keyOn(1, run))).isTrue();
        } finally {
            cluster.master(0).startAgain();
        }
        cluster.awaitWhole();
    }

    @Test
    void givesEveryConnectionUpAndMakesNewOnes() {
        lane.ask(redis -> {
            redis.discard();
            return Future.succeededFuture();
        });

        Await.until("all are back", lane::up);
        assertThat(lane.tries(COUNT, cluster.keyOn(1, run))).isTrue();
    }

    @Test
    void goesOnWithTheReplicaOfAMasterThatDied(Vertx vertx) {
        try (TestRedisCluster own = TestRedisCluster.start(3)) {
            own.replicate(0);
            try (TestLane other = TestLane.open(vertx, own.config(), COUNT)) {
                String key = own.keyOn(0, run);
                other.eval(COUNT, key);

                own.master(0).stop();

                Await.until("the replica has taken over", Duration.ofSeconds(30), () -> other.tries(COUNT, key));
                Await.until("all is well", other::up);
            }
        }
    }
}
