package dev.aigw.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.Await;
import dev.aigw.testing.Behaviours;
import dev.aigw.testing.Canned;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.RawClient;
import dev.aigw.testing.Reply;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a browser is told about the page that calls. */
@GatewayTest(alone = "cors")
class CorsIT {
    private static final String SHOP = "https://shop.example";
    private static final String BLOG = "https://blog.example";

    private final TestGateway gateway;
    private TestTenant shop;

    CorsIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void makeTenants() {
        shop = gateway.tenant(TestGateway.generous().withAllowedOrigins(List.of(SHOP)));
        gateway.tenant(TestGateway.generous().withAllowedOrigins(List.of(BLOG)));
    }

    @Test
    void allowsAPageOfATenantToCall() {
        String answer = preflight("/api/v1/chat", SHOP);

        assertThat(answer).startsWith("HTTP/1.1 204");
        assertThat(values(answer, "access-control-allow-origin")).containsExactly(SHOP);
        assertThat(values(answer, "access-control-allow-methods")).containsExactly("POST");
        assertThat(values(answer, "access-control-max-age")).containsExactly("7200");
        assertThat(values(answer, "vary")).containsExactly("origin");
        assertThat(values(answer, "access-control-allow-headers").getFirst().split(","))
                .contains("authorization", "content-type", "idempotency-key", "x-aigw-user", "x-aigw-include");
        assertThat(answer).doesNotContain("*", "allow-credentials");
    }

    @Test
    void allowsReadingToo() {
        assertThat(values(preflight("/v1/models", BLOG), "access-control-allow-methods"))
                .containsExactly("GET");
        assertThat(values(preflight("/v1/models/gpt-4o", BLOG), "access-control-allow-methods"))
                .containsExactly("GET");
    }

    @Test
    void refusesAPageThatNoTenantNames() {
        for (String origin :
                List.of("https://evil.example", "null", "https://shop.example.evil", "http://shop.example")) {
            String answer = preflight("/v1/chat/completions", origin);

            assertThat(answer).startsWith("HTTP/1.1 403").contains("origin_not_allowed");
            assertThat(values(answer, "access-control-allow-origin")).isEmpty();
            assertThat(values(answer, "vary")).containsExactly("origin");
        }
    }

    @Test
    void forgetsThePagesOfATenantThatIsShutOut() {
        TestTenant left = gateway.tenant(TestGateway.generous().withAllowedOrigins(List.of("https://left.example")));
        assertThat(preflight("/api/v1/chat", "https://left.example")).startsWith("HTTP/1.1 204");

        left.update(TestGateway.generous().withActive(false));

        Await.until(
                "nobody may call from there",
                () -> preflight("/api/v1/chat", "https://left.example").startsWith("HTTP/1.1 403"));
    }

    @Test
    void letsAPageReadAnswersAndTheirHeaders() {
        gateway.upstream().openai().next(Behaviours.json(Canned.completion("Hello")));

        String answer = chat(shop.token(), SHOP, body("read"));

        assertThat(answer).startsWith("HTTP/1.1 200");
        assertThat(values(answer, "access-control-allow-origin")).containsExactly(SHOP);
        assertThat(values(answer, "access-control-expose-headers").getFirst().split(","))
                .containsAll(ours(answer))
                .contains("retry-after", "idempotency-replayed", "x-request-id");
        assertThat(values(answer, "vary")).containsExactly("origin");
    }

    @Test
    void letsAPageReadWhyItWasRefused() {
        String unauthorized = chat("garbage", SHOP, body("refused"));
        String limited = limited();
        String elsewhere = chat(shop.token(), BLOG, body("elsewhere"));
        String unknown = answer("GET /nothing HTTP/1.1\r\nhost: x\r\norigin: " + SHOP + "\r\n\r\n");
        String unusable = answer("GET /v1/models HTTP/1.1\r\nhost: x\r\norigin: " + SHOP + "\r\nx-request-id: "
                + "x".repeat(300) + "\r\n\r\n");

        assertThat(unauthorized).startsWith("HTTP/1.1 401");
        assertThat(limited).startsWith("HTTP/1.1 429");
        assertThat(elsewhere).startsWith("HTTP/1.1 403");
        assertThat(unknown).startsWith("HTTP/1.1 404");
        assertThat(unusable).startsWith("HTTP/1.1 400");
        for (String answer : List.of(unauthorized, limited, unknown, unusable)) {
            assertThat(values(answer, "access-control-allow-origin")).containsExactly(SHOP);
        }
    }

    @Test
    void namesThePageThatReadsAKeptAnswerAndNotTheFirst() {
        TestTenant both = gateway.tenant(TestGateway.generous().withAllowedOrigins(List.of(SHOP, BLOG)));
        gateway.upstream().openai().next(Behaviours.json(Canned.completion("Hello")));

        chat(both.token(), SHOP, body("kept"));
        String again = chat(both.token(), BLOG, body("kept"));

        assertThat(values(again, "idempotency-replayed")).containsExactly("true");
        assertThat(values(again, "access-control-allow-origin")).containsExactly(BLOG);
        assertThat(values(again, "vary")).containsExactly("origin");
    }

    @Test
    void saysNothingToWhoIsNoBrowser() {
        gateway.upstream().openai().next(Behaviours.json(Canned.completion("Hello")));

        Reply answer = gateway.client().completions(shop.token(), body("server"));
        String options = answer("OPTIONS /api/v1/chat HTTP/1.1\r\nhost: x\r\n\r\n");

        assertThat(answer.header("access-control-allow-origin")).isEmpty();
        assertThat(answer.header("vary")).isEmpty();
        assertThat(options).startsWith("HTTP/1.1 405").doesNotContain("access-control");
    }

    private String limited() {
        String token = shop.token(new JsonObject().put("rpm", 1));
        gateway.upstream().openai().next(Behaviours.json(Canned.completion("Hello")));
        chat(token, SHOP, body("first"));
        return chat(token, SHOP, body("second"));
    }

    private String preflight(String path, String origin) {
        return answer("OPTIONS " + path + " HTTP/1.1\r\nhost: x\r\norigin: " + origin
                + "\r\naccess-control-request-method: POST\r\naccess-control-request-headers: authorization\r\n\r\n");
    }

    private String chat(String credential, String origin, String body) {
        return answer(
                "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\norigin: " + origin + "\r\nauthorization: Bearer "
                        + credential + "\r\ncontent-length: " + body.length() + "\r\n\r\n" + body);
    }

    private String answer(String request) {
        try (RawClient browser = gateway.raw()) {
            return browser.send(request).readAnswer();
        }
    }

    private String body(String id) {
        return "{\"model\":\"gpt-4o-mini\",\"request_id\":\"" + id + shop.slug()
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    }

    private static List<String> ours(String answer) {
        return answer.lines()
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.startsWith("x-"))
                .map(line -> line.substring(0, line.indexOf(':')))
                .toList();
    }

    private static List<String> values(String answer, String name) {
        return answer.lines()
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .toList();
    }
}
