package dev.aigw.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.Await;
import dev.aigw.testing.Behaviours;
import dev.aigw.testing.Canned;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.Pace;
import dev.aigw.testing.RawClient;
import dev.aigw.testing.Received;
import dev.aigw.testing.Reply;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More work, more connections and slower callers than there is room for. */
@GatewayTest(lanes = 1, maxInFlight = 4, maxConnections = 20, writeMillis = 500, maxAnswerBytes = 1 << 30)
class OverloadIT {
    private static final String BODY = """
            {"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""";

    private final TestGateway gateway;
    private TestTenant tenant;

    OverloadIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void makeTenant() {
        tenant = gateway.tenant();
    }

    @Test
    void refusesWhatIsBeyondItsPlacesAndTakesWorkAgain() {
        Pace pace = new Pace();
        gateway.upstream().openai().always(Behaviours.late(pace, Behaviours.json(Canned.completion("at last"))));
        List<RawClient> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(gateway.raw().post("/v1/chat/completions", tenant.token(), BODY));
        }
        gateway.upstream().openai().request(4);

        Reply refused = gateway.client().completions(tenant.token(), BODY);
        pace.run();

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("overloaded");
        assertThat(refused.header("retry-after")).isPresent();
        for (RawClient caller : callers) {
            assertThat(caller.readAnswer()).startsWith("HTTP/1.1 200").contains("at last");
            caller.close();
        }
        assertThat(gateway.client().completions(tenant.token(), BODY).status()).isEqualTo(200);
    }

    @Test
    void freesThePlacesOfCallersWhoLeft() {
        gateway.upstream().openai().always(Behaviours.hang());
        for (int i = 1; i <= 8; i++) {
            RawClient caller = gateway.raw().post("/v1/chat/completions", tenant.token(), BODY);
            Received request = gateway.upstream().openai().request(i);
            caller.leave();
            request.awaitLeft();
        }
        gateway.upstream().reset();

        assertThat(gateway.client().completions(tenant.token(), BODY).status()).isEqualTo(200);
    }

    @Test
    void closesConnectionsBeyondTheirNumber() {
        List<RawClient> open = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            open.add(gateway.raw());
        }

        long closed = open.stream().filter(RawClient::isClosedSoon).count();

        assertThat(closed).isBetween(10L, 15L); // some are the well-behaved client's
        open.forEach(RawClient::close);
        Await.until("there is room again", () -> {
            try (RawClient fresh = gateway.raw()) {
                return fresh.sendIfTaken("GET /v1/models HTTP/1.1\r\nhost: x\r\n\r\n"
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        .readAnswerOrNothing()
                        .startsWith("HTTP/1.1 401");
            }
        });
    }

    @Test
    void letsACallerGoWhoTakesNothing() {
        gateway.upstream().openai().next(Behaviours.endless(Canned.delta("z"), Canned.delta("z".repeat(16 * 1024))));
        String body =
                BODY.replace("{\"model\"", "{\"stream\":true,\"request_id\":\"slow" + tenant.slug() + "\",\"model\"");

        try (RawClient caller = new RawClient(gateway.port(), 4 * 1024)) {
            caller.post("/v1/chat/completions", tenant.token(), body);
            gateway.upstream().openai().request(1).awaitLeft();
        }

        assertThat(gateway.row("slow" + tenant.slug()).status()).isEqualTo("cancelled");
    }
}
