package dev.aigw.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.Await;
import dev.aigw.testing.TestLane;
import dev.aigw.testing.TestSentinel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class RedisSentinelIT {
    private static final LuaScript COUNT = Scripts.COUNT;

    @Test
    void goesToTheNewMasterAfterAFailover(Vertx vertx) {
        try (TestSentinel servers = TestSentinel.start();
                TestLane lane = TestLane.open(vertx, servers.config(), COUNT)) {
            lane.eval(COUNT, "before");

            servers.first().stop();

            assertThat(lane.tries(COUNT, "during")).isFalse();
            servers.awaitFailover();
            Await.until("it works again", Duration.ofSeconds(30), () -> manyWork(lane));
            assertThat(servers.second().command("EXISTS", "after")).isEqualTo(1L);
            assertThat(lane.up()).isTrue();
        }
    }

    /** Whether a whole turn's questions are answered well; each is answered in any case. */
    private static boolean manyWork(TestLane lane) {
        return lane.ask(redis -> Future.join(IntStream.range(0, 100)
                        .mapToObj(i -> redis.eval(COUNT, List.of(i == 0 ? "after" : "k" + i), List.of()))
                        .toList())
                .transform(done -> Future.succeededFuture(done.succeeded())));
    }

    @Test
    void leavesAMasterThatHasBecomeAReplica(Vertx vertx) {
        try (TestSentinel servers = TestSentinel.start();
                TestLane lane = TestLane.open(vertx, servers.config(), COUNT)) {
            lane.eval(COUNT, "before");

            servers.failOver();

            servers.awaitFailover();
            Await.until(
                    "it has gone to the new master",
                    Duration.ofSeconds(30),
                    () -> lane.tries(COUNT, "after")
                            && servers.second().command("EXISTS", "after").equals(1L));
        }
    }
}
