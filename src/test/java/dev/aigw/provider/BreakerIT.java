package dev.aigw.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.Await;
import dev.aigw.testing.Behaviours;
import dev.aigw.testing.Canned;
import dev.aigw.testing.Client;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.Pace;
import dev.aigw.testing.RawClient;
import dev.aigw.testing.Reply;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The breaker of a provider, over all lanes of a process. */
@GatewayTest(headMillis = 400, breakerFailures = 3, breakerResetMillis = 700)
class BreakerIT {
    private static final String BODY = """
            {"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""";
    private static final Duration RESET = Duration.ofMillis(700);

    private final TestGateway gateway;
    private TestTenant tenant;

    BreakerIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void makeTenant() {
        tenant = gateway.tenant();
    }

    /** The next test finds it closed in every lane. */
    @AfterEach
    void close() {
        gateway.upstream().reset();
        Await.until(
                "every lane serves",
                () -> aroundTheLanes(3).stream().allMatch(answer -> answer.startsWith("HTTP/1.1 200")));
    }

    @Test
    void opensInAllLanesAfterFailuresInOne() {
        gateway.upstream().openai().always(Behaviours.json(500, "{}"));

        try (RawClient oneLane = gateway.raw()) {
            for (int i = 0; i < 3; i++) {
                oneLane.post("/v1/chat/completions", tenant.token(), BODY).readAnswer();
            }
        }
        int asked = gateway.upstream().openai().count();
        List<String> answers = Await.value(
                "all lanes open",
                Await.SOON,
                () -> aroundTheLanes(1),
                all -> all.stream().allMatch(BreakerIT::unavailable));

        assertThat(answers).hasSize(gateway.config().lanes());
        assertThat(gateway.upstream().openai().count() - asked)
                .as("asked while opening")
                .isLessThanOrEqualTo(1);
        assertThat(Client.get(gateway.managementUrl() + "/readyz").body()).contains("breaker open");
    }

    @Test
    void tellsWhenItWillTryAgain() {
        open();

        Reply reply = gateway.client().completions(tenant.token(), BODY);

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.code()).isEqualTo("all_providers_unavailable");
        assertThat(Long.parseLong(reply.header("retry-after-ms").orElseThrow())).isBetween(1L, RESET.toMillis());
        assertThat(reply.header("retry-after")).contains("1");
        assertThat(gateway.query("slug = $1", tenant.slug()).stream()
                        .filter(row -> row.requestId()
                                .equals(reply.header("x-request-id").orElseThrow())))
                .as("nobody was asked, so nothing can have cost")
                .isEmpty();
    }

    @Test
    void recoversByOneProbe() {
        open();
        gateway.upstream().reset();

        Await.until(
                "it serves again",
                () -> gateway.client().completions(tenant.token(), BODY).status() == 200);

        assertThat(gateway.upstream().openai().count()).isPositive();
    }

    @Test
    void lets4xxPassWithoutCounting() {
        gateway.upstream().openai().always(Behaviours.json(400, Canned.error("Wrong.", "invalid_request_error", "x")));
        for (int i = 0; i < 12; i++) {
            assertThat(gateway.client().completions(tenant.token(), BODY).status())
                    .isEqualTo(400);
        }
        gateway.upstream().reset();

        assertThat(gateway.client().completions(tenant.token(), BODY).status()).isEqualTo(200);
    }

    @Test
    void cancelsWhatStallsAndCountsIt() {
        gateway.upstream().openai().always(Behaviours.hang());

        Await.until(
                "it opens",
                () -> gateway.client().completions(tenant.token(), BODY).code().equals("all_providers_unavailable"));

        for (var request : gateway.upstream().openai().requests()) {
            request.awaitLeft();
        }
    }

    @Test
    void countsAStreamThatIsCut() {
        gateway.upstream().openai().always(Behaviours.stream(Canned.delta("Half")));
        gateway.upstream().openai().always(answer -> {
            answer.beginStream();
            answer.chunk(Canned.delta("Half"));
            answer.reset();
        });

        Await.until(
                "it opens",
                () -> gateway.client()
                        .completions(tenant.token(), BODY.replace("{\"model\"", "{\"stream\":true,\"model\""))
                        .body()
                        .contains("all_providers_unavailable"));
    }

    @Test
    void doesNotCountCallersWhoLeave() {
        gateway.upstream().openai().always(Behaviours.hang());
        for (int i = 1; i <= 6; i++) {
            RawClient caller = gateway.raw();
            caller.post("/v1/chat/completions", tenant.token(), BODY);
            var request = gateway.upstream().openai().request(i);
            caller.leave();
            request.awaitLeft();
        }
        gateway.upstream().reset();

        assertThat(gateway.client().completions(tenant.token(), BODY).status()).isEqualTo(200);
    }

    @Test
    void letsAStreamThatProbesGoOn() {
        open();
        Pace pace = new Pace();
        gateway.upstream().reset();
        gateway.upstream().openai().always(Behaviours.paced(pace, Canned.stream("one", "two")));
        String streaming = BODY.replace("{\"model\"", "{\"stream\":true,\"model\"");
        pace.step();
        pace.step();
        RawClient probe = Await.value(
                        "a probe is let through", Await.SOON, () -> streams(streaming), caller -> caller.isPresent())
                .orElseThrow();

        pace.run();

        assertThat(probe.readUntil("[DONE]")).contains("two");
        probe.close();
    }

    private java.util.Optional<RawClient> streams(String body) {
        RawClient caller = gateway.raw();
        String head = caller.post("/v1/chat/completions", tenant.token(), body).readUntil("\r\n\r\n");
        if (head.startsWith("HTTP/1.1 200")) {
            return java.util.Optional.of(caller);
        }
        caller.close();
        return java.util.Optional.empty();
    }

    private void open() {
        gateway.upstream().openai().always(Behaviours.json(500, "{}"));
        Await.until("every lane is open", () -> aroundTheLanes(1).stream().allMatch(BreakerIT::unavailable));
    }

    private static boolean unavailable(String answer) {
        return answer.startsWith("HTTP/1.1 503") && answer.contains("all_providers_unavailable");
    }

    /** One answer from each lane, on new connections, so many times. */
    private List<String> aroundTheLanes(int times) {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < gateway.config().lanes() * times; i++) {
            try (RawClient fresh = gateway.raw()) {
                answers.add(
                        fresh.post("/v1/chat/completions", tenant.token(), BODY).readAnswer());
            }
        }
        return answers;
    }
}
