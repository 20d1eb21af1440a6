package dev.aigw.chat;

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
import dev.aigw.testing.UsageRow;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callers who leave, and callers who take their time: neither may cost more than they are worth. */
@GatewayTest(maxAnswerBytes = 1 << 30, heartbeatMillis = 500)
class CallerLeavesIT {
    private static final String CHAT = "/v1/chat/completions";
    private static final int TINY = 4 * 1024;
    /** What sockets, the kernel and both HTTP stacks may hold between a slow caller and its provider. */
    private static final long BOUND = 24 << 20;

    /** Without an id nobody can ask for it again. */
    private static final String ANONYMOUS = "{\"model\":\"openai/gpt-4o-mini\",\"fallbacks\":[\"local/local-model\"],"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    private final TestGateway gateway;
    private TestTenant tenant;

    CallerLeavesIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void makeTenant() {
        tenant = gateway.tenant();
    }

    @Test
    void stopsTheProviderWithinASecondWhenTheCallerLeavesAStream() throws Exception {
        gateway.upstream().openai().next(Behaviours.stallAfter(Canned.delta("x".repeat(40))));
        RawClient caller = gateway.raw();
        caller.post(CHAT, tenant.token(), body("stream", true));
        caller.readUntil("xxxx");

        caller.leave();

        gateway.upstream().openai().request(1).left().get(1, TimeUnit.SECONDS);
        UsageRow row = gateway.row("stream" + tenant.slug());
        assertThat(row.status()).isEqualTo("cancelled");
        assertThat(row.output()).isEqualTo(10);
        assertThat(row.estimated()).isTrue();
        assertThat(new JsonObject(gateway.accessLine("stream" + tenant.slug())).getString("outcome"))
                .isEqualTo("cancelled");
    }

    @Test
    void stopsTheProviderWhenTheCallerLeavesBeforeTheHead() throws Exception {
        gateway.upstream().openai().next(Behaviours.hang());

        leaveAfterTheProviderHasTheRequest("head", true);

        assertCancelled("head");
    }

    @Test
    void stopsTheProviderWhenTheCallerLeavesBeforeTheFirstEvent() throws Exception {
        gateway.upstream().openai().next(Behaviours.stallAfter(": not yet\n\n"));

        leaveAfterTheProviderHasTheRequest("first", true);

        assertCancelled("first");
    }

    @Test
    void stopsTheProviderWhenTheCallerOfAWholeAnswerLeaves() throws Exception {
        gateway.upstream().openai().next(Behaviours.hang());

        leaveAfterTheProviderHasTheRequest(ANONYMOUS);

        assertThat(gateway.rowsOf(tenant, 1).getFirst().status()).isEqualTo("cancelled");
    }

    @Test
    void finishesAWholeAnswerThatARetryWillAskFor() {
        Pace pace = new Pace();
        gateway.upstream().openai().next(Behaviours.late(pace, Behaviours.json(Canned.completion("Hello"))));
        try (RawClient caller = gateway.raw()) {
            caller.post(CHAT, tenant.token(), body("kept", false));
            gateway.upstream().openai().request(1);
            caller.leave();
        }
        pace.run();

        Reply retry = gateway.client().completions(tenant.token(), body("kept", false));

        assertThat(retry.status()).isEqualTo(200);
        assertThat(retry.header("idempotency-replayed")).contains("true");
        assertThat(gateway.upstream().openai().count()).isEqualTo(1);
        assertThat(gateway.rowsOf(tenant, 1)).hasSize(1);
    }

    @Test
    void asksNobodyElseForACallerWhoHasLeft() throws Exception {
        gateway.upstream().openai().next(Behaviours.hang());

        leaveAfterTheProviderHasTheRequest(ANONYMOUS);

        assertThat(gateway.rowsOf(tenant, 1).getFirst().status()).isEqualTo("cancelled");
        assertThat(gateway.upstream().local().count()).isZero();
    }

    @Test
    void pausesTheProviderWhileTheCallerIsSlowAndThenSendsEverything() {
        String piece = Canned.delta("y".repeat(64 * 1024));
        int pieces = 1_000;
        gateway.upstream().openai().next(answer -> {
            answer.beginStream();
            for (int i = 0; i < pieces; i++) {
                answer.chunk(piece);
            }
            answer.chunk(Canned.stop());
            answer.chunk(Canned.DONE);
            answer.end();
        });
        try (RawClient caller = new RawClient(gateway.port(), TINY)) {
            caller.post(CHAT, tenant.token(), body("slow", true));
            Received request = gateway.upstream().openai().request(1);

            long held = settled(request);
            long read = caller.countUntil("[DONE]");

            assertThat(held).as("bytes the provider could get rid of").isBetween(1L, BOUND);
            assertThat(read).as("bytes the caller got in the end").isGreaterThan((long) pieces * piece.length());
            assertThat(gateway.row("slow" + tenant.slug()).status()).isEqualTo("ok");
        }
    }

    @Test
    void stopsTheProviderOfASlowCallerWhoLeaves() throws Exception {
        gateway.upstream().openai().next(Behaviours.endless(Canned.delta("z"), Canned.delta("z".repeat(16 * 1024))));
        RawClient caller = new RawClient(gateway.port(), TINY);
        caller.post(CHAT, tenant.token(), body("endless", true));
        Received request = gateway.upstream().openai().request(1);
        settled(request);

        caller.leave();

        request.left().get(1, TimeUnit.SECONDS);
        assertThat(gateway.row("endless" + tenant.slug()).status()).isEqualTo("cancelled");
    }

    @Test
    void keepsTheConnectionAliveThroughSilence() {
        gateway.upstream().openai().next(Behaviours.stallAfter(Canned.delta("thinking")));
        try (RawClient caller = gateway.raw()) {
            caller.post(CHAT, tenant.token(), body("beat", true));
            caller.readUntil("thinking");

            String silence = caller.readUntil(": aigw\n\n");

            assertThat(silence).doesNotContain("data:");
        }
    }

    private void leaveAfterTheProviderHasTheRequest(String id, boolean stream) throws Exception {
        leaveAfterTheProviderHasTheRequest(body(id, stream));
    }

    private void leaveAfterTheProviderHasTheRequest(String body) throws Exception {
        RawClient caller = gateway.raw();
        caller.post(CHAT, tenant.token(), body);
        Received request = gateway.upstream().openai().request(1);

        caller.leave();

        request.left().get(1, TimeUnit.SECONDS);
    }

    private void assertCancelled(String id) {
        assertThat(gateway.row(id + tenant.slug()).status()).isEqualTo("cancelled");
    }

    /** How much the upstream has written when it cannot write any more. */
    private static long settled(Received request) {
        long[] seen = {-1, 0}; // how much, and since when
        Await.until("the provider is paused", Duration.ofSeconds(20), () -> {
            long now = System.nanoTime();
            if (request.written() != seen[0]) {
                seen[0] = request.written();
                seen[1] = now;
            }
            return seen[0] > 0 && now - seen[1] > Duration.ofMillis(300).toNanos();
        });
        return seen[0];
    }

    private String body(String id, boolean stream) {
        return "{\"model\":\"openai/gpt-4o-mini\",\"fallbacks\":[\"local/local-model\"],\"stream\":" + stream
                + ",\"request_id\":\"" + id + tenant.slug()
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    }
}
