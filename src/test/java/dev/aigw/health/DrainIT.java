package dev.aigw.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.Await;
import dev.aigw.testing.Behaviours;
import dev.aigw.testing.Canned;
import dev.aigw.testing.Client;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.Pace;
import dev.aigw.testing.RawClient;
import dev.aigw.testing.Reply;
import dev.aigw.testing.RunningGateway;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a gateway stops: nothing new, what is under way to its end, all rows written. */
@GatewayTest(graceMillis = 1_500, chunkMillis = 20_000)
class DrainIT {
    private static final String BODY = """
            {"model":"gpt-4o-mini","stream":%s,"request_id":"%s","messages":[{"role":"user","content":"Hi"}]}""";

    private final TestGateway gateway;
    private TestTenant tenant;

    DrainIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void makeTenant() {
        tenant = gateway.tenant();
    }

    @Test
    void letsAStreamFinishWhileItRefusesNewWork() {
        Pace pace = new Pace();
        RunningGateway other = gateway.another();
        try (RawClient caller = other.raw();
                RawClient late = other.raw()) {
            late.post("/v1/chat/completions", tenant.token(), body(false, "warm"))
                    .readAnswer();
            gateway.upstream().openai().next(Behaviours.paced(pace, Canned.stream("one", "two")));
            caller.post("/v1/chat/completions", tenant.token(), body(true, "open"));
            pace.step();
            pace.step();
            caller.readUntil("one");

            Future<Void> stopped = other.stop();
            Await.until(
                    "not ready",
                    () -> Client.get(other.managementUrl() + "/readyz").status() == 503);
            Reply ready = Client.get(other.managementUrl() + "/readyz");
            String refused = late.post("/v1/chat/completions", tenant.token(), body(false, "late"))
                    .readAnswer();
            pace.run();
            String rest = caller.readUntil("[DONE]");

            assertThat(ready.json().getString("state")).isEqualTo("draining");
            assertThat(refused)
                    .startsWith("HTTP/1.1 503")
                    .contains("\"code\":\"draining\"")
                    .contains("retry-after");
            assertThat(rest).contains("two");
            Await.until("stopped", stopped::succeeded);
            assertThat(gateway.row("open" + tenant.slug()).status()).isEqualTo("ok");
        }
    }

    @Test
    void hasWrittenEveryRowWhenItHasStopped() {
        RunningGateway other = gateway.another();
        for (int i = 0; i < 50; i++) {
            assertThat(other.client()
                            .completions(tenant.token(), body(false, "r" + i))
                            .status())
                    .isEqualTo(200);
        }

        Await.until("stopped", other.stop()::succeeded);

        assertThat(gateway.countRows(tenant)).isEqualTo(50);
    }

    @Test
    void cutsWhatOutlastsTheGrace() {
        gateway.upstream().openai().next(Behaviours.stallAfter(Canned.delta("for ever")));
        RunningGateway other = gateway.another();
        try (RawClient caller = other.raw()) {
            caller.post("/v1/chat/completions", tenant.token(), body(true, "forever"));
            caller.readUntil("for ever");
            long before = System.nanoTime();

            Future<Void> stopped = other.stop();
            String rest = caller.readAll();
            Await.until("stopped", stopped::isComplete);

            assertThat(rest).doesNotContain("[DONE]");
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(Duration.ofMillis(1_400), Duration.ofSeconds(8));
            gateway.upstream().openai().request(1).awaitLeft();
            assertThat(gateway.row("forever" + tenant.slug()).status()).isIn("cancelled", "error");
        }
    }

    @Test
    void stopsAtOnceWhenNothingIsUnderWay() {
        RunningGateway other = gateway.another();
        try (RawClient idle = other.raw()) {
            idle.post("/v1/chat/completions", tenant.token(), body(false, "idle"))
                    .readAnswer();
            long before = System.nanoTime();

            Await.until("stopped", other.stop()::succeeded);

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
            assertThat(idle.readAll()).isEmpty();
        }
    }

    private String body(boolean stream, String id) {
        return BODY.formatted(stream, id + tenant.slug());
    }
}
