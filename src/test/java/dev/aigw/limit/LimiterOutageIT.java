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

        long lanes =
                clients.lines().filter(line -> line.contains("cmd=evalsha")).count();
        assertThat(lanes).isEqualTo(gateway.config().lanes());
        assertThat(clients.lines().count())
                .as("and two for answers under way elsewhere, and the one that asks")
                .isEqualTo(lanes + 3);
    }

    @Test
    void refusesWithinItsTimeWhileRedisIsAwayAndRecoversByItself() {
        gateway.redis().stop();
        long before = System.nanoTime();

        Reply refused = gateway.client().chat(tenant.token(), BODY);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("limiter_unavailable");
        assertThat(refused.header("retry-after")).isPresent();
        assertThat(gateway.upstream().openai().count()).isZero();
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
        gateway.redis().command("CLIENT", "PAUSE", "2500");
        long before = System.nanoTime();

        Reply refused = gateway.client().chat(tenant.token(), BODY);

        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(250), Duration.ofSeconds(2));
        assertThat(refused.code()).isEqualTo("limiter_unavailable");
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
