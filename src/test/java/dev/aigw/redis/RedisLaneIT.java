package dev.aigw.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aigw.config.ProviderConfig.Secret;
import dev.aigw.config.RedisConfig;
import dev.aigw.testing.Await;
import dev.aigw.testing.TestLane;
import dev.aigw.testing.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SelfSignedCertificate;
import io.vertx.junit5.VertxExtension;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class RedisLaneIT {
    private static final LuaScript COUNT = Scripts.COUNT;
    private static final LuaScript OTHER = Scripts.script("other", "return {redis.call('INCRBY', KEYS[1], 10)}");

    private final TestRedis redis = TestRedis.start();
    private TestLane lane;

    @BeforeEach
    void openLane(Vertx vertx) {
        lane = TestLane.open(vertx, config(redis.url()), COUNT);
    }

    @AfterEach
    void close() {
        lane.close();
        redis.stop();
    }

    @Test
    void answersEachOfATurnByItselfWhenOneFails() {
        redis.command("SET", "broken", "no number");

        List<Boolean> worked = lane.ask(open -> together(IntStream.range(0, 200)
                .mapToObj(i -> open.eval(COUNT, List.of(i == 7 ? "broken" : "k" + i), List.of()))
                .toList()));

        assertThat(worked).hasSize(200);
        assertThat(worked.get(7)).isFalse();
        assertThat(worked.stream().filter(one -> one)).hasSize(199);
        assertThat(redis.command("DBSIZE")).isEqualTo(200L);
    }

    @Test
    void runsEveryScriptOfATurnOnceWhenSomeWereForgotten() {
        redis.command("SCRIPT", "FLUSH");
        redis.command("SCRIPT", "LOAD", COUNT.source());

        List<Boolean> worked = lane.ask(open -> together(IntStream.range(0, 20)
                .mapToObj(i -> open.eval(i % 2 == 0 ? COUNT : OTHER, List.of("sum"), List.of()))
                .toList()));

        assertThat(worked).containsOnly(true);
        assertThat(redis.command("GET", "sum")).isEqualTo("110");
    }

    @Test
    void asksOneByOneWhatRedisRefusesAsATransaction() {
        List<Boolean> worked = lane.ask(open -> together(List.of(
                open.eval(COUNT, List.of("k"), List.of()),
                open.send("k", Request.cmd(Command.create("nosuchcommand"))),
                open.eval(COUNT, List.of("k"), List.of()))));

        assertThat(worked).containsExactly(true, false, true);
        assertThat(redis.command("GET", "k")).isEqualTo("2");
    }

    @Test
    void failsAtOnceWhatWaitsOnAConnectionThatIsGivenUp() {
        lane.eval(COUNT, "k");
        redis.command("CLIENT", "PAUSE", "2500");

        Future<ScriptReply> stuck = lane.ask(open -> Future.succeededFuture(open.eval(COUNT, List.of("k"), List.of())));
        String outcome = lane.ask(open -> {
            open.discard();
            return stuck.timeout(1, TimeUnit.SECONDS)
                    .transform(done -> Future.succeededFuture(String.valueOf(done.cause())));
        });

        assertThat(outcome).isEqualTo("CONNECTION_CLOSED");
        assertThat(lane.up()).isFalse();
        Await.until("a new connection is made", lane::up);
        assertThat(lane.tries(COUNT, "k")).isTrue();
    }

    @Test
    void connectsByItselfToARedisThatComesLate() {
        redis.stop();
        Await.until("the loss is told", () -> !lane.up());

        redis.startAgain();

        Await.until("it is back", lane::up);
        assertThat(lane.eval(COUNT, "k").number(0)).isEqualTo(1);
    }

    @Test
    void trustsOnlyCertificatesThatAreSignedByTheRight(Vertx vertx) throws Exception {
        var certificate = SelfSignedCertificate.create("localhost");
        var server = vertx.createNetServer(new NetServerOptions()
                        .setSsl(true)
                        .setHost("127.0.0.1")
                        .setKeyCertOptions(certificate.keyCertOptions()))
                .connectHandler(socket -> {})
                .listen(0)
                .await(5, TimeUnit.SECONDS);

        assertThatThrownBy(() -> TestLane.open(vertx, config("rediss://localhost:" + server.actualPort())))
                .hasStackTraceContaining("certification path");
        certificate.delete();
    }

    @Test
    void opensWithAPassword(Vertx vertx) {
        TestRedis locked = TestRedis.start("requirepass secret");
        try (TestLane open = TestLane.open(vertx, config("redis://:secret@127.0.0.1:" + locked.port() + "/3"))) {
            assertThat(open.tries(COUNT, "k")).isTrue();
        } finally {
            locked.stop();
        }
    }

    private static RedisConfig config(String url) {
        return RedisConfig.standalone(new Secret(url));
    }

    /** Which of them worked. */
    private static Future<List<Boolean>> together(List<? extends Future<?>> some) {
        return Future.join(some)
                .transform(done -> Future.succeededFuture(
                        some.stream().map(Future::succeeded).toList()));
    }
}
