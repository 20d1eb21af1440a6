package dev.aigw.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.tenant.TenantSettings;
import dev.aigw.testing.Await;
import dev.aigw.testing.Client;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.Reply;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the gateway does while Redis is away, stuck, or has forgotten everything. */
@GatewayTest(ownRedis = true, limiterMillis = 300)
class LimiterOutageIT {
    private static final String BODY = """
            {"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""";

    private final TestGateway gateway;
    private TestTenant tenant;

    LimiterOutageIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void makeTenant() {
        tenant = gateway.tenant();
    }

    @AfterEach
    void everyLaneIsWell() {
        Await.until(
                "every lane has its connection", () -> serves(gateway.config().lanes() * 4));
    }

    @Test
    void holdsOnePipelinedConnectionPerLane() {
        serves(20);

        String clients = gateway.redis().command("CLIENT", "LIST").toString();

        assertThat(clients.lines().filter(line -> !line.contains("cmd=client")))
                .as("and the one that sweeps, and two for answers under way elsewhere")
                .hasSize(gateway.config().lanes() + 3);
    }

    @Test
    void servesByItselfWhileRedisIsAwayAndRecoversByItself() {
        gateway.redis().stop();
        long before = System.nanoTime();

        Reply served = gateway.client().chat(tenant.token(), BODY);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
        assertThat(served.status()).isEqualTo(200);
        assertThat(Client.get(gateway.managementUrl() + "/metrics").body()).contains("aigw_degraded_requests_total");
        Await.until(
                "readyz tells",
                () -> Client.get(gateway.managementUrl() + "/readyz").body().contains("\"lost\""));
        gateway.redis().startAgain();
        Await.until(
                "it serves again",
                () -> gateway.client().chat(tenant.token(), BODY).status() == 200);
    }

    @Test
    void doesNotHangOnARedisThatIsStuck() {
        Await.until(
                "Redis is asked",
                () -> gateway.client()
                        .chat(tenant.token(), BODY)
                        .header("x-aigw-degraded")
                        .isEmpty());
        gateway.redis().command("CLIENT", "PAUSE", "2500");
        long before = System.nanoTime();

        Reply served = gateway.client().chat(tenant.token(), BODY);

        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(250), Duration.ofSeconds(2));
        assertThat(served.status()).isEqualTo(200);
    }

    @Test
    void keepsAShareOfTheLimitWhileRedisIsStuck() {
        TestTenant one = gateway.tenant(TenantSettings.NONE.withRates(OptionalLong.of(2), OptionalLong.of(10)));
        gateway.redis().freeze();

        int served = 0;
        for (int i = 0; i < 4; i++) {
            served += gateway.client().chat(one.token(), BODY).status() == 200 ? 1 : 0;
        }
        Reply denied = gateway.client().chat(one.token(), BODY);
        gateway.redis().thaw();

        assertThat(served).isEqualTo(2);
        assertThat(denied.code()).isEqualTo("rate_limited_minute");
    }

    @Test
    void doesNotLetAnybodySeeThatScriptsWereForgotten() {
        assertThat(serves(4)).isTrue();
        gateway.redis().command("SCRIPT", "FLUSH");

        assertThat(serves(8)).isTrue();
    }

    @Test
    void countsFromNothingWhenRedisLostItsMemory() {
        TestTenant one = gateway.tenant(TenantSettings.NONE.withRates(OptionalLong.of(1), OptionalLong.of(10)));
        gateway.client().chat(one.token(), BODY);
        assertThat(gateway.client().chat(one.token(), BODY).status()).isEqualTo(429);

        gateway.redis().command("FLUSHALL");

        assertThat(gateway.client().chat(one.token(), BODY).status()).isEqualTo(200);
    }

    /** Whether so many requests, over all lanes, are served. */
    private boolean serves(int requests) {
        for (int i = 0; i < requests; i++) {
            try (var fresh = gateway.raw()) {
                if (!fresh.post("/v1/chat/completions", tenant.token(), BODY)
                        .readAnswer()
                        .startsWith("HTTP/1.1 200")) {
                    return false;
                }
            }
        }
        return true;
    }
}
