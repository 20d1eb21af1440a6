package dev.aigw.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.Behaviour;
import dev.aigw.testing.Behaviours;
import dev.aigw.testing.Canned;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.Reply;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import dev.aigw.testing.UsageRow;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens when a provider fails before its first byte went out: the next candidate, and a row for each attempt. */
@GatewayTest(headMillis = 400, chunkMillis = 400, maxAnswerBytes = 1 << 20)
class FallbackIT {
    private static final String BODY = """
            {"model":"openai/gpt-4o-mini","fallbacks":["local/local-model"],"request_id":"%s","stream":%s,
             "messages":[{"role":"user","content":"Hi"}]}""";

    private final TestGateway gateway;
    private TestTenant tenant;

    FallbackIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void makeTenant() {
        tenant = gateway.tenant();
    }

    static Stream<Arguments> failuresOfWholeAnswers() {
        return Stream.of(
                Arguments.of("500", "error", Behaviours.json(500, Canned.error("Oops.", "server_error", "oops"))),
                Arguments.of("503 without JSON", "error", Behaviours.json(503, "<html>down</html>")),
                Arguments.of("529", "error", Behaviours.json(529, "{}")),
                Arguments.of(
                        "401", "error", Behaviours.json(401, Canned.error("Bad key sk-123.", "x", "invalid_api_key"))),
                Arguments.of("404", "error", Behaviours.json(404, Canned.error("No model.", "x", "model_not_found"))),
                Arguments.of(
                        "429", "error", Behaviours.json(429, Canned.error("Slow down.", "x", "rate_limit_exceeded"))),
                Arguments.of("hang", "timeout", Behaviours.hang()),
                Arguments.of("cut", "error", Behaviours.cut()),
                Arguments.of("short body", "error", Behaviours.shortBody(Canned.completion("Half"))),
                Arguments.of("truncated JSON", "error", Behaviours.json("{\"choices\":[")),
                Arguments.of("no completion", "error", Behaviours.json("{\"hello\":\"world\"}")),
                Arguments.of("empty body", "error", Behaviours.json("")),
                Arguments.of("endless body", "error", Behaviours.endlessBody()),
                Arguments.of("broken chunks", "error", (Behaviour) answer -> {
                    answer.head(200, "content-type", "application/json", "transfer-encoding", "chunked");
                    answer.raw("zz\r\n{}");
                }),
                Arguments.of("silence in the body", "timeout", (Behaviour) answer -> {
                    answer.head(200, "content-type", "application/json", "content-length", "1000");
                    answer.raw("{\"id\":");
                    answer.untilCallerLeaves();
                }),
                Arguments.of("no HTTP", "error", (Behaviour) answer -> answer.raw("SSH-2.0-OpenSSH_9.2\r\n\r\n")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failuresOfWholeAnswers")
    void asksTheNextCandidate(String failure, String status, Behaviour behaviour) {
        gateway.upstream().openai().next(behaviour);

        Reply reply = gateway.client().chat(tenant.token(), body(false));

        assertThat(reply.status()).as(failure).isEqualTo(200);
        assertThat(reply.wrappedText()).isEqualTo("Hello there");
        assertServedBySecond(reply);
        assertRows(status);
    }

    static Stream<Arguments> failuresOfStreams() {
        String error = "data: " + Canned.error("Overloaded.", "server_error", "overloaded") + "\n\n";
        return Stream.of(
                Arguments.of("500", "error", Behaviours.json(500, "{}")),
                Arguments.of("hang", "timeout", Behaviours.hang()),
                Arguments.of("cut", "error", Behaviours.cut()),
                Arguments.of("error event first", "error", Behaviours.stream(error)),
                Arguments.of("comments, then an error event", "error", Behaviours.stream(": hm\n\n", error)),
                Arguments.of("empty stream", "error", Behaviours.stream()),
                Arguments.of("only comments", "error", Behaviours.stream(": ping\n\n", ": ping\n\n")),
                Arguments.of("silence after the head", "timeout", Behaviours.stallAfter()),
                Arguments.of("HTML", "error", Behaviours.json(200, "<html>hello</html>", "x-odd", "1")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failuresOfStreams")
    void asksTheNextCandidateForAStreamThatHasNotBegun(String failure, String status, Behaviour behaviour) {
        gateway.upstream().openai().next(behaviour);

        Reply reply = gateway.client().chat(tenant.token(), body(true));

        assertThat(reply.status()).as(failure).isEqualTo(200);
        assertThat(reply.streamedText()).isEqualTo("Hello there");
        assertThat(reply.events()).endsWith("[DONE]");
        assertServedBySecond(reply);
        assertRows(status);
    }

    /** Head, first event and broken framing in one packet: whatever was noticed first, the caller gets one clear answer. */
    @RepeatedTest(5)
    void survivesAStreamThatBreaksInThePacketThatBeganIt() {
        String event = Canned.delta("Half");
        gateway.upstream()
                .openai()
                .next(answer -> answer.raw(
                        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
                                + Integer.toHexString(event.length()) + "\r\n" + event + "\r\nnot a size\r\n"));

        Reply reply = gateway.client().chat(tenant.token(), body(true));

        boolean other =
                reply.streamedText().equals("Hello there") && reply.events().contains("[DONE]");
        boolean told = reply.streamedText().equals("Half") && reply.body().contains("\"error\"");
        assertThat(other || told).as(reply.body()).isTrue();
    }

    @Test
    void goesOnWhenNobodyListensThere() {
        Reply reply = gateway.client().chat(tenant.token(), """
                {"model":"dead-then-local","messages":[{"role":"user","content":"Hi"}]}""");

        assertThat(reply.wrappedText()).isEqualTo("Hello there");
        assertThat(reply.json().getString("provider")).isEqualTo("local");
        assertThat(reply.header("x-aigw-attempts")).contains("2");
        assertThat(gateway.rowsOf(tenant, 1)).extracting(UsageRow::provider).contains("local");
    }

    @Test
    void followsAnAliasAcrossDialects() {
        gateway.upstream().openai().next(Behaviours.json(500, "{}"));

        Reply reply = gateway.client().chat(tenant.token(), """
                {"model":"fast","messages":[{"role":"user","content":"Hi"}]}""");

        assertThat(reply.wrappedText()).isEqualTo("Hello there");
        assertThat(reply.json().getString("provider")).isEqualTo("anthropic");
        assertThat(reply.json().getString("model")).isEqualTo("claude-haiku-4-5");
    }

    @Test
    void triesNoMoreThanItMay() {
        gateway.upstream().openai().always(Behaviours.json(500, Canned.error("First.", "server_error", "x")));
        gateway.upstream().anthropic().always(Behaviours.json(500, "{}"));
        gateway.upstream().local().always(Behaviours.json(500, "{}"));

        Reply reply = gateway.client().chat(tenant.token(), """
                {"model":"three","fallbacks":["azure/gpt-4-turbo"],"messages":[{"role":"user","content":"Hi"}]}""");

        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.code()).isEqualTo("provider_error");
        assertThat(reply.body()).as("the first cause is told").contains("First.");
        assertThat(gateway.upstream().azure().count()).isZero();
        assertThat(gateway.rowsOf(tenant, 3)).extracting(UsageRow::attempt).containsExactly(1, 2, 3);
    }

    @Test
    void tellsOfATimeoutAsATimeout() {
        gateway.upstream().openai().always(Behaviours.hang());

        Reply reply = gateway.client().completions(tenant.token(), """
                {"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""");

        assertThat(reply.status()).isEqualTo(504);
        assertThat(reply.code()).isEqualTo("provider_timeout");
        gateway.upstream().openai().request(1).awaitLeft();
    }

    @Test
    void passesTheProvidersRefusalOnAndAsksNobodyElse() {
        gateway.upstream()
                .openai()
                .next(Behaviours.json(
                        400, Canned.error("Invalid value for 'temperature'.", "invalid_request_error", "x")));

        Reply reply = gateway.client().completions(tenant.token(), body(false));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("invalid_request");
        assertThat(reply.body()).contains("Invalid value for 'temperature'.");
        assertThat(gateway.upstream().local().count()).isZero();
        assertThat(gateway.row(tenant.slug()).status()).isEqualTo("error");
    }

    @Test
    void tellsContextLengthApart() {
        gateway.upstream()
                .openai()
                .next(Behaviours.json(
                        400,
                        Canned.error(
                                "This model's maximum context length is 128000 tokens.",
                                "invalid_request_error",
                                "context_length_exceeded")));

        Reply reply = gateway.client().completions(tenant.token(), body(false));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("context_length_exceeded");
    }

    @Test
    void doesNotTellTheCallerAboutOurKey() {
        gateway.upstream()
                .openai()
                .always(Behaviours.json(401, Canned.error("Incorrect API key: sk-test.", "x", "invalid_api_key")));

        Reply reply = gateway.client().completions(tenant.token(), """
                {"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""");

        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.body()).doesNotContain("sk-test").contains("credential");
    }

    @Test
    void tellsWhenALimitedProviderCanBeAskedAgain() {
        gateway.upstream().openai().always(Behaviours.json(429, Canned.error("Slow.", "x", "y"), "retry-after", "7"));

        Reply reply = gateway.client().completions(tenant.token(), """
                {"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.code()).isEqualTo("all_providers_unavailable");
        assertThat(reply.header("retry-after")).contains("7");
    }

    private void assertServedBySecond(Reply reply) {
        assertThat(reply.header("x-aigw-provider")).contains("local");
        assertThat(reply.header("x-aigw-attempts")).contains("2");
    }

    private void assertRows(String firstStatus) {
        List<UsageRow> rows = gateway.rows(tenant.slug(), 2);
        assertThat(rows).extracting(UsageRow::provider).containsExactly("openai", "local");
        assertThat(rows).extracting(UsageRow::attempt).containsExactly(1, 2);
        assertThat(rows).extracting(UsageRow::status).containsExactly(firstStatus, "ok");
    }

    private String body(boolean stream) {
        return BODY.formatted(tenant.slug(), stream);
    }
}
