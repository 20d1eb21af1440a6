package dev.aigw.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.Behaviour;
import dev.aigw.testing.Behaviours;
import dev.aigw.testing.Canned;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.Pace;
import dev.aigw.testing.Reply;
import dev.aigw.testing.RunningGateway;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same request again: one call at the provider, one row, the same answer, wherever and whenever it comes. */
@GatewayTest
class RetryIT {
    private static final int CALLERS = 100;

    private final TestGateway gateway;
    private TestTenant tenant;

    RetryIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void makeTenant() {
        tenant = gateway.tenant();
    }

    @Test
    void replaysAWholeAnswer() {
        gateway.upstream().openai().next(Behaviours.json(Canned.completion("Hello")));
        String body = body("whole", false, "Hi");

        Reply first = gateway.client().completions(tenant.token(), body);
        Reply second = gateway.client().completions(tenant.token(), body);

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(first.header("idempotency-replayed")).isEmpty();
        assertThat(second.header("idempotency-replayed")).contains("true");
        assertThat(second.header("x-aigw-cost-usd")).isEqualTo(first.header("x-aigw-cost-usd"));
        assertThat(gateway.upstream().openai().count()).isEqualTo(1);
        assertThat(gateway.rowsOf(tenant, 1)).hasSize(1);
    }

    @Test
    void replaysAStreamEventByEvent() {
        gateway.upstream().openai().next(Behaviours.stream(Canned.stream("Hel", "lo")));
        String body = body("stream", true, "Hi");

        Reply first = gateway.client().completions(tenant.token(), body);
        Reply second = gateway.client().completions(tenant.token(), body);

        assertThat(first.body()).endsWith(Canned.DONE);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("content-type")).contains("text/event-stream");
        assertThat(gateway.upstream().openai().count()).isEqualTo(1);
    }

    @Test
    void refusesAnotherBodyUnderTheSameId() {
        gateway.client().completions(tenant.token(), body("reused", false, "Hi"));

        Reply other = gateway.client().completions(tenant.token(), body("reused", false, "Something else"));

        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("request_id_reused");
    }

    @Test
    void triesAgainAfterAnErrorThatMayPass() {
        gateway.upstream().openai().next(Behaviours.json(500, Canned.error("broken", "server_error", "oops")));
        String body = body("again", false, "Hi");

        Reply failed = gateway.client().completions(tenant.token(), body);
        gateway.upstream().openai().next(Behaviours.json(Canned.completion("Hello")));
        Reply retried = gateway.client().completions(tenant.token(), body);

        assertThat(failed.status()).isEqualTo(502);
        assertThat(retried.status()).isEqualTo(200);
        assertThat(retried.header("idempotency-replayed")).isEmpty();
    }

    @Test
    void triesAgainAfterAStreamThatBroke() {
        gateway.upstream().openai().next(Behaviours.cutAfter(running(), Canned.delta("Hel")));
        String body = body("broken", true, "Hi");

        Reply broken = gateway.client().completions(tenant.token(), body);
        gateway.upstream().openai().next(Behaviours.stream(Canned.stream("Hel", "lo")));
        Reply retried = gateway.client().completions(tenant.token(), body);

        assertThat(broken.body()).doesNotContain("[DONE]");
        assertThat(retried.body()).endsWith(Canned.DONE);
        assertThat(retried.header("idempotency-replayed")).isEmpty();
    }

    @Test
    void callsOnceForAHundredCallersOfTwoGateways() throws Exception {
        callsOnce("crowd", false, Behaviours.json(Canned.completion("Hello")));
    }

    @Test
    void callsOnceForAHundredStreamsOfTwoGateways() throws Exception {
        callsOnce("crowded-stream", true, Behaviours.stream(Canned.stream("Hel", "lo")));
    }

    private void callsOnce(String id, boolean stream, Behaviour answer) throws Exception {
        Pace pace = new Pace();
        gateway.upstream().openai().next(Behaviours.late(pace, answer));
        String body = body(id, stream, "Hi");
        List<CompletableFuture<Reply>> asked = new ArrayList<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
                RunningGateway other = gateway.another()) {
            for (int i = 0; i < CALLERS; i++) {
                var client = i % 2 == 0 ? gateway.client() : other.client();
                asked.add(CompletableFuture.supplyAsync(() -> client.completions(tenant.token(), body), callers));
            }
            gateway.upstream().openai().request(1);
            pace.run();

            List<String> bodies = asked.stream()
                    .map(CompletableFuture::join)
                    .map(Reply::body)
                    .distinct()
                    .toList();

            assertThat(bodies).hasSize(1);
            assertThat(bodies.getFirst()).contains(stream ? "[DONE]" : "Hello");
        }
        assertThat(gateway.upstream().openai().count()).isEqualTo(1);
        assertThat(gateway.rowsOf(tenant, 1)).hasSize(1);
    }

    private static Pace running() {
        Pace pace = new Pace();
        pace.run();
        return pace;
    }

    private String body(String id, boolean stream, String prompt) {
        return "{\"model\":\"openai/gpt-4o-mini\",\"stream\":" + stream + ",\"request_id\":\"" + id + tenant.slug()
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}";
    }
}
