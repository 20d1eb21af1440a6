package dev.aigw.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.Behaviour;
import dev.aigw.testing.Behaviours;
import dev.aigw.testing.Canned;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.Pace;
import dev.aigw.testing.RawClient;
import dev.aigw.testing.Reply;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import dev.aigw.testing.UsageRow;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams that go wrong after their first byte went out: never passed off as whole, never begun again elsewhere. */
@GatewayTest(chunkMillis = 400)
class BrokenStreamIT {
    /** Another candidate stands ready, and must not be asked any more. */
    private static final String BODY = """
            {"model":"openai/gpt-4o-mini","fallbacks":["local/local-model"],"stream":true,
             "messages":[{"role":"user","content":"Say hello."}]}""";

    private final TestGateway gateway;
    private TestTenant tenant;

    BrokenStreamIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void makeTenant() {
        tenant = gateway.tenant();
    }

    @Test
    void turnsACutIntoAnErrorEventAndTheEnd() {
        Pace pace = new Pace();
        gateway.upstream().openai().next(Behaviours.cutAfter(pace, Canned.delta("Half an ans")));

        assertBrokenAt(pace, "cut");
    }

    @Test
    void turnsBrokenFramingIntoAnErrorEventAndTheEnd() {
        Pace pace = new Pace();
        gateway.upstream().openai().next(Behaviours.brokenChunks(pace, Canned.delta("Half an ans")));

        assertBrokenAt(pace, "chunks");
    }

    @Test
    void doesNotTakeACleanCloseForAnEnd() {
        gateway.upstream().openai().next(Behaviours.stream(Canned.delta("Half an ans")));

        assertBroken("clean", "error");
    }

    @Test
    void givesUpOnAProviderThatFallsSilent() {
        gateway.upstream().openai().next(Behaviours.stallAfter(Canned.delta("Half an ans")));

        assertBroken("stall", "timeout");
        gateway.upstream().openai().request(1).awaitLeft();
    }

    @Test
    void passesOnWhatTheProviderSaysWentWrong() {
        gateway.upstream()
                .openai()
                .next(Behaviours.stream(
                        Canned.delta("Half an ans"),
                        "data: " + Canned.error("The engine is on fire.", "server_error", "engine_fire") + "\n\n"));

        Reply reply = assertBroken("said", "error");
        assertThat(reply.chunks().getLast().getJsonObject("error").getString("message"))
                .contains("The engine is on fire.");
    }

    @Test
    void givesUpOnAStreamThatIsNoStream() {
        gateway.upstream()
                .openai()
                .next(Behaviours.stream(Canned.delta("Half an ans"), "data: {\"usage\": {nonsense}}\n\n"));

        assertBroken("nojson", "error");
    }

    @Test
    void tellsTheSameOfAnthropic() {
        String[] events = Canned.messageStream("Half an ans");
        gateway.upstream().anthropic().next(Behaviours.stream(events[0], events[1], events[2]));

        Reply reply =
                gateway.client().completions(tenant.token(), BODY.replace("openai/gpt-4o-mini", "claude-haiku-4-5"));

        assertThat(reply.streamedText()).isEqualTo("Half an ans");
        assertThat(reply.chunks().getLast().getJsonObject("error")).isNotNull();
        assertThat(reply.body()).doesNotContain("[DONE]");
        assertThat(gateway.upstream().local().count()).isZero();
    }

    @Test
    void billsWhatWasSaidBeforeTheCut() {
        Behaviour cut = Behaviours.stream(Canned.delta("x".repeat(400)));
        gateway.upstream().openai().next(cut);

        gateway.client().completions(tenant.token(), withId("bill"));

        UsageRow row = gateway.row("bill" + tenant.slug());
        assertThat(row.output()).isEqualTo(100);
        assertThat(row.estimated()).isTrue();
    }

    /** The failure comes when the caller has the first words for certain. */
    private void assertBrokenAt(Pace pace, String id) {
        try (RawClient caller = gateway.raw()) {
            caller.post("/v1/chat/completions", tenant.token(), withId(id));
            caller.readUntil("Half an ans");
            pace.step();

            String rest = caller.readUntil("0\r\n\r\n");

            assertThat(rest).contains("\"error\"").doesNotContain("[DONE]");
            assertThat(gateway.upstream().local().count()).isZero();
            assertRow(id, "error");
        }
    }

    private Reply assertBroken(String id, String status) {
        Reply reply = gateway.client().completions(tenant.token(), withId(id));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.streamedText()).isEqualTo("Half an ans");
        JsonObject last = reply.chunks().getLast();
        assertThat(last.getJsonObject("error").getString("message")).isNotBlank();
        assertThat(reply.events().getLast()).as("the error is the last word").startsWith("{");
        assertThat(gateway.upstream().local().count())
                .as("nobody else was asked")
                .isZero();
        assertRow(id, status);
        return reply;
    }

    private void assertRow(String id, String status) {
        UsageRow row = gateway.row(id + tenant.slug());
        assertThat(row.status()).isEqualTo(status);
        assertThat(row.attempt()).isEqualTo(1);
    }

    private String withId(String id) {
        return BODY.replace("\"stream\"", "\"request_id\":\"" + id + tenant.slug() + "\",\"stream\"");
    }
}
