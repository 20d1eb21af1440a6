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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A streamed answer that goes well, through the whole gateway. */
@GatewayTest
class StreamIT {
    private static final String BODY = """
            {"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"Say hello."}]}""";
    private static final String WITH_USAGE = BODY.replace("true,", "true,\"stream_options\":{\"include_usage\":true},");
    private static final String COMPLETIONS = "/v1/chat/completions";

    private final TestGateway gateway;
    private TestTenant tenant;

    StreamIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void makeTenant() {
        tenant = gateway.tenant();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/chat", COMPLETIONS})
    void relaysEveryEventAndTheEndOnBothFaces(String path) {
        Reply reply = gateway.client().post(path, tenant.token(), BODY);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.streamedText()).isEqualTo("Hello there");
        assertThat(reply.events()).endsWith("[DONE]");
        assertThat(reply.body()).contains("\"finish_reason\":\"stop\"");
    }

    @Test
    void endsWithTheProvidersLastWordThoughTheConnectionStaysOpen() {
        String[] all = Canned.stream("Hello", " there");
        gateway.upstream().openai().next(Behaviours.stallAfter(all));

        Reply reply = gateway.client().completions(tenant.token(), BODY, "x-request-id", "o-" + tenant.slug());

        assertThat(reply.events()).endsWith("[DONE]");
        assertThat(gateway.row("o-" + tenant.slug()).status()).isEqualTo("ok");
        gateway.upstream().openai().request(1).awaitLeft();
    }

    @Test
    void tellsWhoAskedWhatItCostInTheLastChunk() {
        Reply reply = gateway.client().completions(tenant.token(), BODY, "x-aigw-include", "meta");

        JsonObject meta = reply.chunks().getLast().getJsonObject("aigw");
        assertThat(meta.getString("provider")).isEqualTo("openai");
        assertThat(meta.getDouble("cost_usd")).isPositive();
        assertThat(reply.events()).endsWith("[DONE]");
    }

    @Test
    void tellsProxiesNotToHoldItBack() {
        Reply reply = gateway.client().completions(tenant.token(), BODY);

        assertThat(reply.header("content-type")).contains("text/event-stream");
        assertThat(reply.header("cache-control")).contains("no-cache");
        assertThat(reply.header("x-accel-buffering")).contains("no");
        assertThat(reply.header("x-aigw-provider")).contains("openai");
        assertThat(reply.header("x-aigw-attempts")).contains("1");
        assertThat(reply.header("x-ratelimit-limit-requests")).isPresent();
        assertThat(reply.header("x-request-id")).isPresent();
    }

    @Test
    void asksForUsageAlwaysButTellsItOnlyToWhoAsked() {
        Reply silent = gateway.client().completions(tenant.token(), BODY, "x-request-id", "s-" + tenant.slug());
        Reply told = gateway.client().completions(tenant.token(), WITH_USAGE, "x-request-id", "t-" + tenant.slug());

        assertThat(gateway.upstream().openai().request(1).json().getJsonObject("stream_options"))
                .isEqualTo(new JsonObject().put("include_usage", true));
        assertThat(silent.body()).doesNotContain("prompt_tokens");
        JsonObject last = told.chunks().getLast();
        assertThat(last.getJsonArray("choices")).isEmpty();
        assertThat(last.getJsonObject("usage").getInteger("prompt_tokens")).isEqualTo(9);
        assertThat(told.body()).as("the cost rides in the usage chunk").contains("0.00000855");
        for (String id : List.of("s-", "t-")) {
            UsageRow row = gateway.row(id + tenant.slug());
            assertThat(row.status()).isEqualTo("ok");
            assertThat(row.input()).isEqualTo(9);
            assertThat(row.output()).isEqualTo(12);
            assertThat(row.usd()).isEqualTo("0.00000855");
            assertThat(row.firstTokenMillis().orElseThrow()).isBetween(0L, row.latencyMillis());
        }
    }

    @Test
    void doesNotHoldBackWhatHasArrived() {
        Pace pace = new Pace();
        gateway.upstream().openai().next(Behaviours.paced(pace, Canned.stream("one", "two")));
        try (RawClient caller = gateway.raw()) {
            caller.post(COMPLETIONS, tenant.token(), BODY);
            pace.step();
            pace.step();

            String before = caller.readUntil("one");
            pace.step();
            caller.readUntil("two");
            pace.run();
            String after = caller.readUntil("[DONE]");

            assertThat(before).doesNotContain("two");
            assertThat(after).contains("\"finish_reason\":\"stop\"");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64})
    void losesNothingHoweverTheStreamIsCutIntoPieces(int size) {
        String text = "Žluťoučký kůň 🐎 says \\u00fcber";
        byte[] all = String.join("", Canned.stream(text)).getBytes(StandardCharsets.UTF_8);
        gateway.upstream().openai().next(Behaviours.stream(pieces(all, size)));

        Reply reply = gateway.client().completions(tenant.token(), BODY);

        assertThat(reply.streamedText()).isEqualTo(text);
        assertThat(reply.events()).endsWith("[DONE]");
    }

    /** Trap: a stream handed over by reference loses what arrives before somebody listens. */
    @RepeatedTest(20)
    void losesNothingThatArrivesTogetherWithTheHead() {
        gateway.upstream().openai().next(allAtOnce(Canned.stream("first", "second")));

        Reply reply = gateway.client().completions(tenant.token(), BODY);

        assertThat(reply.streamedText()).isEqualTo("firstsecond");
        assertThat(reply.events()).endsWith("[DONE]");
    }

    @Test
    void takesUpstreamsWeatherForWhatItIs() {
        List<String> events = new ArrayList<>(List.of(Canned.stream("Hello", " there")));
        events.add(2, ": ping\r\n\r\n");
        events.add(0, ":\n\n");
        events.remove(Canned.DONE);
        gateway.upstream().openai().next(Behaviours.stream(events.toArray(String[]::new)));

        Reply reply = gateway.client().completions(tenant.token(), BODY);

        assertThat(reply.streamedText()).isEqualTo("Hello there");
        assertThat(reply.events()).endsWith("[DONE]");
    }

    @Test
    void takesUsageThatStandsOnAChunkWithChoices() {
        String last = Canned.stop().replace("\"usage\":null", "\"usage\":" + Canned.USAGE);
        gateway.upstream().openai().next(Behaviours.stream(Canned.delta("Hi"), last, Canned.DONE));

        gateway.client().completions(tenant.token(), BODY, "x-request-id", "u-" + tenant.slug());

        assertThat(gateway.row("u-" + tenant.slug()).output()).isEqualTo(12);
    }

    @Test
    void takesAConnectionThatClosesAfterTheLastWordForAnEnd() {
        gateway.upstream().openai().next(answer -> {
            answer.head(200, "content-type", "text/event-stream", "connection", "close");
            answer.raw(String.join("", Canned.stream("Hello", " there")));
            answer.close();
        });

        Reply reply = gateway.client().completions(tenant.token(), BODY);

        assertThat(reply.streamedText()).isEqualTo("Hello there");
        assertThat(reply.events()).endsWith("[DONE]");
    }

    @Test
    void marksTokensAsEstimatedWhenNobodyCounted() {
        gateway.upstream().openai().next(Behaviours.stream(Canned.delta("x".repeat(400)), Canned.stop(), Canned.DONE));

        gateway.client().completions(tenant.token(), BODY, "x-request-id", "e-" + tenant.slug());

        UsageRow row = gateway.row("e-" + tenant.slug());
        assertThat(row.output()).isEqualTo(100);
        assertThat(row.input()).isPositive();
        assertThat(row.estimated()).isTrue();
    }

    @Test
    void translatesAnthropicsEventsWhileTheyArrive() {
        Reply reply = gateway.client().completions(tenant.token(), """
                {"model":"claude-haiku-4-5","stream":true,"stream_options":{"include_usage":true},
                 "messages":[{"role":"user","content":"Hi"}]}""", "x-request-id", "a-" + tenant.slug());

        assertThat(reply.streamedText()).isEqualTo("Hello there");
        assertThat(reply.events()).endsWith("[DONE]");
        assertThat(reply.body()).contains("\"finish_reason\":\"stop\"").doesNotContain("message_stop");
        assertThat(reply.chunks().getLast().getJsonObject("usage").getInteger("completion_tokens"))
                .isEqualTo(12);
        assertThat(gateway.row("a-" + tenant.slug()).usd()).isEqualTo("0.000069");
    }

    @Test
    void answersWholeWhereAStreamWasNotAskedFor() {
        Reply absent = gateway.client().chat(tenant.token(), BODY.replace("\"stream\":true,", ""));
        Reply refused = gateway.client().chat(tenant.token(), BODY.replace("true", "false"));

        assertThat(absent.wrappedText()).isEqualTo("Hello there");
        assertThat(refused.wrappedText()).isEqualTo("Hello there");
    }

    @Test
    void servesManyStreamsOverOneConnectionOfTheCaller() {
        try (RawClient caller = gateway.raw()) {
            for (int i = 0; i < 5; i++) {
                String answer = caller.post(COMPLETIONS, tenant.token(), BODY).readUntil("[DONE]");

                assertThat(answer).contains("Hello");
                caller.readUntil("0\r\n\r\n");
            }
        }
    }

    private static Behaviour allAtOnce(String... events) {
        String body = String.join("", events);
        return answer ->
                answer.raw("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
                        + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");
    }

    private static List<byte[]> pieces(byte[] all, int size) {
        List<byte[]> pieces = new ArrayList<>();
        for (int i = 0; i < all.length; i += size) {
            pieces.add(Arrays.copyOfRange(all, i, Math.min(all.length, i + size)));
        }
        return pieces;
    }
}
