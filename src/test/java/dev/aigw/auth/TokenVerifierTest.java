package dev.aigw.auth;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.aigw.config.AuthConfig;
import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import dev.aigw.tenant.Limits;
import dev.aigw.tenant.Policy;
import dev.aigw.tenant.SubLimit.By;
import dev.aigw.tenant.Tenant;
import dev.aigw.tenant.TenantDirectory;
import dev.aigw.tenant.Tenants;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class TokenVerifierTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final AuthConfig CONFIG = new AuthConfig(Duration.ofSeconds(30), 100, 8192);

    private final TestClock clock = new TestClock(NOW);
    private final TenantDirectory tenants = new TenantDirectory();
    private TokenVerifier verifier;

    @BeforeEach
    void create(Vertx vertx) {
        verifier = new TokenVerifier(vertx, CONFIG, tenants, clock);
        tenants.apply(entry(tenant(1, "secret", Optional.empty())));
    }

    @Test
    void acceptsATokenOfTheTenant() throws Exception {
        Caller caller = verify(token(claims(), "secret"));

        assertThat(caller.tenant().slug()).isEqualTo("acme");
        assertThat(caller.requestsPerMinute()).isEqualTo(60);
    }

    @Test
    void narrowsWhatTheTokenNarrowsAndWidensNothing() throws Exception {
        JsonObject claims = claims().put("models", new JsonArray().add("gpt-4o*"))
                .put("rpm", 5)
                .put("max_tokens", 100)
                .put("user", "u1")
                .put("feature", "f1")
                .put("origin", "https://a.example")
                .put("scope", "chat models");

        Caller caller = verify(token(claims, "secret"));

        assertThat(caller.models()).containsExactly("gpt-4o*");
        assertThat(caller.requestsPerMinute()).isEqualTo(5);
        assertThat(caller.maxTokens()).hasValue(100);
        assertThat(caller.name(By.USER)).contains("u1");
        assertThat(caller.name(By.FEATURE)).contains("f1");
        assertThat(caller.origin()).contains("https://a.example");
        assertThat(caller.scopes()).containsExactlyInAnyOrder("chat", "models");
        assertThat(verify(token(claims().put("rpm", 1_000_000), "secret")).requestsPerMinute())
                .isEqualTo(60);
    }

    @Test
    void readsWhoItIsForAndWhatTheyMayUse() throws Exception {
        JsonObject limits = new JsonObject()
                .put("user", new JsonObject().put("rpm", 5).put("usd_day", 0.05))
                .put("role", new JsonObject().put("concurrent", 2).put("usd_month", 1));

        Caller caller = verify(
                token(claims().put("caller", "shop").put("role", "editor").put("limits", limits), "secret"));

        assertThat(caller.name(By.CALLER)).contains("shop");
        assertThat(caller.name(By.ROLE)).contains("editor");
        assertThat(caller.limitsOf(By.USER, Optional.empty()).orElseThrow().requestsPerMinute())
                .hasValue(5);
        assertThat(caller.limitsOf(By.USER, Optional.of("u"))
                        .orElseThrow()
                        .budget()
                        .dayNanos())
                .hasValue(50_000_000);
        assertThat(caller.limitsOf(By.ROLE, Optional.of("editor"))
                        .orElseThrow()
                        .budget()
                        .monthNanos())
                .hasValue(1_000_000_000);
        assertThat(caller.limitsOf(By.FEATURE, Optional.of("any"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "5",
                "{\"user\":[]}",
                "{\"user\":5}",
                "{\"tenant\":{\"rpm\":1}}",
                "{\"user\":{\"rps\":1}}",
                "{\"user\":{\"rpm\":0}}",
                "{\"user\":{\"rpm\":1.5}}",
                "{\"user\":{\"rpm\":\"1\"}}",
                "{\"user\":{\"rpm\":null}}",
                "{\"user\":{\"usd_day\":-0.01}}",
                "{\"user\":{\"usd_day\":1e300}}",
                "{\"user\":{\"usd_total\":1}}"
            })
    void refusesLimitsThatItCannotRead(String limits) {
        Object value = new JsonObject("{\"limits\":" + limits + "}").getValue("limits");

        assertInvalid(token(claims().put("limits", value), "secret"));
    }

    @Test
    void knowsTheOneCallThatATokenIsGoodFor() throws Exception {
        Caller caller = verify(token(claims().put("once", true).put("jti", "call-1"), "secret"));

        assertThat(caller.once()).contains(new Caller.Once("call-1", NOW.plusSeconds(600)));
        assertThat(caller.may("chat")).isTrue();
        assertThat(caller.may("models")).isFalse();
        assertThat(verify(token(claims().put("once", false).put("jti", "call-1"), "secret"))
                        .once())
                .isEmpty();
        assertInvalid(token(claims().put("once", true), "secret"));
        assertInvalid(token(claims().put("once", 1).put("jti", "call-1"), "secret"));
        assertInvalid(token(claims().put("once", true).put("jti", "zwölf"), "secret"));
    }

    @Test
    void refusesATokenOfAnotherSecret() {
        assertInvalid(token(claims(), "another"));
    }

    @Test
    void refusesAnUnknownTenant() {
        assertInvalid(token(claims().put("sub", "nobody"), "secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "HS384", "HS512", "RS256", ""})
    void refusesAnotherAlgorithm(String algorithm) {
        String token = token(new JsonObject().put("alg", algorithm).put("typ", "JWT"), claims(), "secret");

        assertInvalid(token);
        assertInvalid(token.substring(0, token.lastIndexOf('.') + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "e30.e30.e30", "eyJ.eyJzdWIiOiJhY21lIn0.x", "ü.ü.ü"})
    void refusesWhatIsNoToken(String token) {
        assertInvalid(token);
    }

    @Test
    void refusesATokenWithoutAnEnd() {
        JsonObject claims = claims();
        claims.remove("exp");

        assertInvalid(token(claims, "secret"));
    }

    @Test
    void refusesATokenThatLivesLongerThanItsTenantAllows() {
        assertInvalid(token(claims().put("exp", NOW.getEpochSecond() + 7_200), "secret"));
        assertInvalid(token(claims().put("exp", Long.MAX_VALUE), "secret"));
    }

    @Test
    void tellsAnExpiredTokenFromAnInvalidOne() {
        String token = token(claims().put("exp", NOW.getEpochSecond() - 1), "secret");

        assertRefused(token, GatewayError.TokenExpired.class);
        assertInvalid(token(claims().put("exp", NOW.getEpochSecond() - 1), "another"));
    }

    @Test
    void expiresATokenItRemembers() throws Exception {
        String token = token(claims(), "secret");
        verify(token);

        clock.advance(Duration.ofMinutes(11));

        assertRefused(token, GatewayError.TokenExpired.class);
    }

    @Test
    void forgivesAClockThatIsALittleAhead() throws Exception {
        assertThat(verify(token(claims().put("nbf", NOW.getEpochSecond() + 29), "secret")))
                .isNotNull();
        assertInvalid(token(claims().put("nbf", NOW.getEpochSecond() + 31), "secret"));
        assertInvalid(token(claims().put("iat", NOW.getEpochSecond() + 31), "secret"));
    }

    @Test
    void forgetsTokensOfATenantThatIsDeactivated() throws Exception {
        String token = token(claims(), "secret");
        verify(token);

        Tenant was = tenant(2, "secret", Optional.empty());
        tenants.apply(entry(inactive(was)));

        assertInvalid(token);
    }

    @Test
    void keepsThePreviousSecretForItsGraceTimeOnly() throws Exception {
        String old = token(claims(), "secret");
        verify(old);
        Optional<Tenant.PreviousSecret> previous =
                Optional.of(new Tenant.PreviousSecret(new Tenant.Secret("secret"), NOW.plusSeconds(300)));
        tenants.apply(entry(tenant(2, "fresh", previous)));

        assertThat(verify(token(claims(), "fresh"))).isNotNull();
        assertThat(verify(old)).isNotNull();

        clock.advance(Duration.ofSeconds(301));

        assertInvalid(old);
        assertInvalid(token(claims().put("jti", "new"), "secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rpm", "max_tokens", "models", "origin", "user", "feature", "scope", "body_sha256"})
    void refusesAClaimThatShouldNarrowButCannotBeRead(String claim) {
        assertInvalid(token(claims().put(claim, new JsonObject()), "secret"));
    }

    private Caller verify(String token) throws Exception {
        return verifier.verify(token).await(5, SECONDS);
    }

    private void assertInvalid(String token) {
        assertRefused(token, GatewayError.InvalidToken.class);
    }

    private void assertRefused(String token, Class<? extends GatewayError> reason) {
        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> verify(token))
                .extracting(GatewayException::error)
                .isInstanceOf(reason);
    }

    private static JsonObject claims() {
        return new JsonObject()
                .put("sub", "acme")
                .put("iat", NOW.getEpochSecond())
                .put("exp", NOW.plusSeconds(600).getEpochSecond());
    }

    private static String token(JsonObject claims, String secret) {
        return token(new JsonObject().put("alg", "HS256").put("typ", "JWT"), claims, secret);
    }

    /** Signed by hand, as a site's PHP does it. */
    private static String token(JsonObject header, JsonObject claims, String secret) {
        String signed = base64(header.encode().getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.encode().getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Tenants.Entry entry(Tenant tenant) {
        return new Tenants.Entry(tenant, List.of());
    }

    private static Tenant tenant(long version, String secret, Optional<Tenant.PreviousSecret> previous) {
        return new Tenant(
                7,
                "acme",
                "Acme",
                true,
                new Tenant.Secret(secret),
                previous,
                Limits.DEFAULT,
                List.of(),
                Policy.DEFAULT,
                List.of(),
                List.of(),
                Duration.ofHours(1),
                version);
    }

    private static Tenant inactive(Tenant tenant) {
        return new Tenant(
                tenant.id(),
                tenant.slug(),
                tenant.name(),
                false,
                tenant.secret(),
                tenant.previousSecret(),
                tenant.limits(),
                tenant.subLimits(),
                tenant.policy(),
                tenant.allowedModels(),
                tenant.allowedOrigins(),
                tenant.maxTokenTtl(),
                tenant.version());
    }
}
