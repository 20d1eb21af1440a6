package dev.aigw.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.Await;
import dev.aigw.testing.Behaviours;
import dev.aigw.testing.Canned;
import dev.aigw.testing.CapturedLog;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.RawClient;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every attempt is one row, at any speed; and what people say to a model is in no log. */
@GatewayTest
class LedgerIT {
    private static final int REQUESTS = 10_000;
    private static final int CALLERS = 64;

    private final TestGateway gateway;

    LedgerIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @Test
    void tenThousandRequestsAtFullSpeedLeaveTenThousandRows() throws Exception {
        TestTenant tenant = gateway.tenant();
        String body = "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        String token = tenant.token();

        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Long>> served = IntStream.range(0, CALLERS)
                    .mapToObj(caller -> CompletableFuture.supplyAsync(() -> call(token, body, share(caller)), callers))
                    .toList();
            long ok = 0;
            for (CompletableFuture<Long> each : served) {
                ok += each.get();
            }
            assertThat(ok).isEqualTo(REQUESTS);
        }

        Await.until("all rows", Duration.ofSeconds(20), () -> gateway.countRows(tenant) >= REQUESTS);
        assertThat(gateway.countRows(tenant)).isEqualTo(REQUESTS);
        assertThat(gateway.upstream().openai().count()).isEqualTo(REQUESTS);
    }

    @Test
    void keepsCredentialsAndContentOutOfAllLogs() {
        TestTenant tenant = gateway.tenant();
        String key = tenant.key();
        gateway.awaitStatus(key, 200);
        String body = """
                {"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"prompt-marker"}],"stream":%s}""";
        gateway.upstream()
                .openai()
                .next(
                        Behaviours.json(Canned.completion("answer-marker")),
                        Behaviours.stream(Canned.stream("answer-marker")),
                        Behaviours.stream(Canned.delta("answer-marker")),
                        Behaviours.json(500, Canned.error("error-marker", "server_error", "x")),
                        Behaviours.json(400, Canned.error("error-marker", "invalid_request_error", "x")),
                        Behaviours.json("answer-marker, but no JSON"));
        List<String> credentials = List.of(tenant.token(), key, named(tenant), tenant.token(), key, key);
        for (int i = 0; i < credentials.size(); i++) {
            gateway.client().chat(credentials.get(i), body.formatted(i == 1 || i == 2));
        }
        gateway.client().chat("invalid-marker", body.formatted(true));
        gateway.client().chat(key, "{\"prompt-marker\": ", "x-request-id", "last-" + tenant.slug());

        gateway.accessLine("last-" + tenant.slug());
        String logs = gateway.accessLog() + CapturedLog.ofThisJvm().text();
        assertThat(logs).contains(tenant.slug()).doesNotContain("-marker").doesNotContain(key);
        assertThat(logs).doesNotContain(tenant.secret()).doesNotContain("sk-test-openai-key");
        credentials.forEach(credential -> assertThat(logs).doesNotContain(credential));
    }

    private static String named(TestTenant tenant) {
        return tenant.token(new JsonObject().put("user", "somebody"));
    }

    private static int share(int caller) {
        return REQUESTS / CALLERS + (caller < REQUESTS % CALLERS ? 1 : 0);
    }

    /** One caller on one connection; answers how many were served. */
    private long call(String token, String body, int times) {
        long ok = 0;
        try (RawClient caller = gateway.raw()) {
            for (int i = 0; i < times; i++) {
                if (caller.post("/v1/chat/completions", token, body)
                        .readAnswer()
                        .startsWith("HTTP/1.1 200")) {
                    ok++;
                }
            }
        }
        return ok;
    }
}
