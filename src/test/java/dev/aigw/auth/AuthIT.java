package dev.aigw.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.tenant.TenantSettings;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.Reply;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import dev.aigw.testing.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets in, who does not, and how little those are told. */
@GatewayTest
class AuthIT {
    private static final String BODY = """
            {"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""";

    private final TestGateway gateway;
    private TestTenant tenant;

    AuthIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void makeTenant() {
        tenant = gateway.tenant();
    }

    @Test
    void saysTheSameOfEveryCredentialThatIsNotValid() {
        TestTenant other = gateway.tenant();
        long now = Instant.now().getEpochSecond();
        List<String> credentials = List.of(
                Tokens.hs256(other.secret(), tenant.claims()),
                tenant.token().replaceAll("[^.]*$", ""),
                Tokens.unsigned(tenant.claims()),
                Tokens.hs384(tenant.secret(), tenant.claims()),
                tenant.token().substring(0, tenant.token().length() - 2) + "AA",
                tenant.token(new JsonObject().put("sub", "nobody-of-that-name")),
                tenant.token(new JsonObject().put("sub", 7)),
                Tokens.hs256(tenant.secret(), without("sub")),
                Tokens.hs256(tenant.secret(), without("exp")),
                tenant.token(new JsonObject().put("exp", "soon")),
                tenant.token(new JsonObject().put("exp", now + 400L * 24 * 3600)),
                tenant.token(new JsonObject().put("nbf", now + 120)),
                tenant.token(new JsonObject().put("iat", now + 120).put("exp", now + 200)),
                tenant.token(new JsonObject().put("models", 5)),
                tenant.token(new JsonObject().put("rpm", -1)),
                "not.a.token",
                "....",
                "garbage",
                "aigw_sk_" + "A".repeat(43),
                "x".repeat(9_000));

        for (String credential : credentials) {
            Reply openai = gateway.client().completions(credential, BODY);
            Reply ours = gateway.client().chat(credential, BODY);

            assertThat(openai.status()).as(credential).isEqualTo(401);
            assertThat(openai.body())
                    .as(credential)
                    .isEqualTo("{\"error\":{\"message\":\"The token or key is not valid for this gateway.\","
                            + "\"type\":\"authentication_error\",\"param\":null,\"code\":\"invalid_token\"}}");
            assertThat(ours.code()).as(credential).isEqualTo("invalid_token");
        }
        assertThat(gateway.upstream().openai().count()).isZero();
    }

    @Test
    void asksForACredentialWhereThereIsNone() {
        Reply none = gateway.client().send("POST", "/api/v1/chat", BODY, "content-type", "application/json");
        Reply basic = gateway.client().send("POST", "/api/v1/chat", BODY, "authorization", "Basic YTpi");
        Reply empty = gateway.client().send("POST", "/api/v1/chat", BODY, "authorization", "Bearer");

        for (Reply reply : List.of(none, basic, empty)) {
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.code()).isEqualTo("missing_bearer");
            assertThat(reply.header("www-authenticate")).contains("Bearer");
        }
    }

    @Test
    void tellsATokenThatHasExpired() {
        long now = Instant.now().getEpochSecond();

        Reply reply = gateway.client()
                .chat(tenant.token(new JsonObject().put("iat", now - 100).put("exp", now - 10)), BODY);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.code()).isEqualTo("token_expired");
    }

    @Test
    void forgivesSmallDifferencesOfClocks() {
        long now = Instant.now().getEpochSecond();

        Reply reply = gateway.client()
                .chat(tenant.token(new JsonObject().put("iat", now + 10).put("nbf", now + 10)), BODY);

        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void endsARememberedTokenWhenItsTimeIsOver() {
        long now = Instant.now().getEpochSecond();
        String token = tenant.token(new JsonObject().put("exp", now + 2));
        assertThat(gateway.client().get("/v1/models/none", token).status()).isEqualTo(404);

        gateway.awaitStatus(token, 401);

        assertThat(gateway.client().get("/v1/models/none", token).code()).isEqualTo("token_expired");
    }

    @Test
    void locksATenantOutWithinASecond() {
        String key = tenant.key();
        gateway.awaitStatus(key, 200);
        String token = tenant.token();
        long before = System.nanoTime();

        tenant.update(TenantSettings.NONE.withActive(false));
        gateway.awaitStatus(token, 401);
        gateway.awaitStatus(key, 401);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
        assertThat(gateway.client().chat(token, BODY).code()).isEqualTo("invalid_token");
    }

    @Test
    void takesTheOldSecretUntilItsGraceIsOver() {
        String old = tenant.token();

        TestTenant rotated = tenant.rotated(Duration.ofSeconds(2));
        gateway.awaitStatus(rotated.token(), 200);

        assertThat(gateway.client().chat(old, BODY).status())
                .as("within the grace")
                .isEqualTo(200);
        gateway.awaitStatus(old, 401);
        assertThat(gateway.client().chat(tenant.token(), BODY).code()).isEqualTo("invalid_token");
        assertThat(gateway.client().chat(rotated.token(), BODY).status()).isEqualTo(200);
    }

    @Test
    void dropsTheOldSecretAtOnceWithoutGrace() {
        String old = tenant.token();

        TestTenant rotated = tenant.rotated(Duration.ZERO);
        gateway.awaitStatus(rotated.token(), 200);

        assertThat(gateway.client().chat(old, BODY).status()).isEqualTo(401);
    }

    @Test
    void letsApiKeysInUntilTheyAreRevoked() {
        String key = tenant.key();
        gateway.awaitStatus(key, 200);
        assertThat(gateway.client().completions(key, BODY).status()).isEqualTo(200);

        tenant.revokeNewestKey();
        gateway.awaitStatus(key, 401);

        assertThat(gateway.client().completions(key, BODY).code()).isEqualTo("invalid_token");
    }

    @Test
    void endsApiKeysAtTheirTime() {
        String key = tenant.key(Optional.of(Instant.now().plusMillis(1_500)));
        gateway.awaitStatus(key, 200);

        gateway.awaitStatus(key, 401);

        assertThat(gateway.client().completions(key, BODY).code()).isEqualTo("invalid_token");
    }

    @Test
    void narrowsModelsByTheToken() {
        String token = tenant.token(new JsonObject()
                .put("models", new JsonArray().add("gpt-4o-mini").add("local/*")));

        assertThat(gateway.client().chat(token, BODY).status()).isEqualTo(200);
        assertThat(gateway.client()
                        .chat(token, BODY.replace("gpt-4o-mini", "local/tiny"))
                        .status())
                .isEqualTo(200);
        Reply refused = gateway.client().chat(token, BODY.replace("gpt-4o-mini", "gpt-4o"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("model_not_allowed");
        assertThat(gateway.client().get("/v1/models", token).body())
                .contains("gpt-4o-mini")
                .doesNotContain("claude");
    }

    @Test
    void narrowsModelsByTheTenant() {
        TestTenant narrow = gateway.tenant(TestGateway.generous().withAllowedModels(List.of("openai/gpt-4o*")));

        assertThat(gateway.client().chat(narrow.token(), BODY).status()).isEqualTo(200);
        assertThat(gateway.client()
                        .chat(narrow.token(), BODY.replace("gpt-4o-mini", "claude-haiku-4-5"))
                        .code())
                .isEqualTo("model_not_allowed");
    }

    @Test
    void letsNoTokenWidenWhatItsTenantMay() {
        TestTenant narrow = gateway.tenant(TestGateway.generous().withAllowedModels(List.of("openai/gpt-4o*")));
        String token = narrow.token(new JsonObject().put("models", "*").put("rpm", 5_000_000));

        Reply refused = gateway.client().chat(token, BODY.replace("gpt-4o-mini", "claude-haiku-4-5"));
        Reply allowed = gateway.client().chat(token, BODY);

        assertThat(refused.code()).isEqualTo("model_not_allowed");
        assertThat(allowed.header("x-ratelimit-limit-requests")).contains("1000000");
    }

    @Test
    void leavesForbiddenFallbacksOut() {
        String token = tenant.token(new JsonObject().put("models", "openai/*"));
        gateway.upstream().openai().next(dev.aigw.testing.Behaviours.json(500, "{}"));

        Reply reply = gateway.client()
                .chat(token, BODY.replace("\"messages\"", "\"fallbacks\":[\"local/tiny\"],\"messages\""));

        assertThat(reply.status()).isEqualTo(502);
        assertThat(gateway.upstream().local().count()).isZero();
    }

    @Test
    void narrowsTheRateByTheToken() {
        String token = tenant.token(new JsonObject().put("rpm", 1));

        assertThat(gateway.client().chat(token, BODY).status()).isEqualTo(200);
        Reply denied = gateway.client().chat(token, BODY);

        assertThat(denied.status()).isEqualTo(429);
        assertThat(denied.header("x-ratelimit-limit-requests")).contains("1");
    }

    @Test
    void narrowsTheOutputByTheToken() {
        String token = tenant.token(new JsonObject().put("max_tokens", 50));

        gateway.client().chat(token, BODY);
        gateway.client().chat(token, BODY.replace("\"messages\"", "\"max_tokens\":20,\"messages\""));
        Reply above = gateway.client().chat(token, BODY.replace("\"messages\"", "\"max_tokens\":5000,\"messages\""));

        assertThat(ceiling(1)).as("where the caller set none").isEqualTo(50);
        assertThat(ceiling(2)).as("where the caller set less").isEqualTo(20);
        assertThat(above.status() == 200 ? ceiling(3) : 0)
                .as("where the caller set more")
                .isLessThanOrEqualTo(50);
    }

    @Test
    void narrowsTheOriginByTheToken() {
        String token = tenant.token(new JsonObject().put("origin", "https://shop.example"));

        assertThat(withOrigin(token, "https://shop.example")).isEqualTo(200);
        assertThat(withOrigin(token, "https://evil.example")).isEqualTo(403);
        assertThat(gateway.client().chat(token, BODY).code()).isEqualTo("origin_not_allowed");
    }

    @Test
    void narrowsTheOriginByTheTenant() {
        TestTenant site = gateway.tenant(TestGateway.generous().withAllowedOrigins(List.of("https://shop.example")));

        assertThat(withOrigin(site.token(), "https://shop.example")).isEqualTo(200);
        assertThat(withOrigin(site.token(), "https://evil.example")).isEqualTo(403);
        assertThat(gateway.client().chat(site.token(), BODY).status())
                .as("no browser")
                .isEqualTo(200);
    }

    @Test
    void letsATokenNameOneOfTheTenantsOriginsAndNoOther() {
        TestTenant site = gateway.tenant(
                TestGateway.generous().withAllowedOrigins(List.of("https://shop.example", "https://blog.example")));
        String shop = site.token(new JsonObject().put("origin", "https://shop.example"));
        String evil = site.token(new JsonObject().put("origin", "https://evil.example"));

        assertThat(withOrigin(shop, "https://shop.example")).isEqualTo(200);
        assertThat(withOrigin(shop, "https://blog.example")).isEqualTo(403);
        assertThat(withOrigin(evil, "https://evil.example")).isEqualTo(403);
        assertThat(withOrigin(evil, "https://shop.example")).isEqualTo(403);
    }

    @Test
    void narrowsTheUseByScope() {
        String models = tenant.token(new JsonObject().put("scope", "models"));
        String both = tenant.token(new JsonObject().put("scope", "models chat"));

        assertThat(gateway.client().chat(models, BODY).status()).isEqualTo(403);
        assertThat(gateway.client().chat(models, BODY).code()).isEqualTo("scope_not_allowed");
        assertThat(gateway.client().get("/v1/models", models).status()).isEqualTo(200);
        assertThat(gateway.client().chat(both, BODY).status()).isEqualTo(200);
    }

    @Test
    void believesTheTokenBeforeTheHeader() {
        String token = tenant.token(new JsonObject().put("user", "u-token").put("feature", "f-token"));

        gateway.client().chat(token, BODY, "x-aigw-user", "u-header", "x-request-id", "who-" + tenant.slug());

        assertThat(gateway.row("who-" + tenant.slug()).user()).contains("u-token");
        assertThat(gateway.row("who-" + tenant.slug()).feature()).contains("f-token");
    }

    private int withOrigin(String credential, String origin) {
        try (var caller = gateway.raw()) { // the JDK's client does not let one set this header
            String answer = caller.send("GET /v1/models HTTP/1.1\r\nhost: x\r\norigin: " + origin
                            + "\r\nauthorization: Bearer " + credential + "\r\n\r\n")
                    .readAnswer();
            return Integer.parseInt(answer.substring(9, 12));
        }
    }

    private long ceiling(int request) {
        JsonObject sent = gateway.upstream().openai().request(request).json();
        return sent.getLong("max_completion_tokens", sent.getLong("max_tokens", -1L));
    }

    private JsonObject without(String claim) {
        JsonObject claims = tenant.claims();
        claims.remove(claim);
        return claims;
    }
}
