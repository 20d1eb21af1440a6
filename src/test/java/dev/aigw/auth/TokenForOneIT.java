package dev.aigw.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.Await;
import dev.aigw.testing.Behaviours;
import dev.aigw.testing.Canned;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.Reply;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that a site gives to a browser: for one call, and for so much of it. */
@GatewayTest
class TokenForOneIT {
    private final TestGateway gateway;
    private TestTenant tenant;

    TokenForOneIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void makeTenant() {
        tenant = gateway.tenant();
    }

    @Test
    void isGoodForOneCallWhoseAnswerItGetsAgain() {
        String token = once("one");
        gateway.upstream().openai().next(Behaviours.json(Canned.completion("Hello")));

        Reply first = gateway.client().completions(token, body("Hi"), "x-request-id", "of-the-caller");
        Reply again = gateway.client().completions(token, body("Hi"), "idempotency-key", "another");
        Reply other = gateway.client().completions(token, body("Something else"));

        assertThat(first.header("x-request-id")).contains("one" + tenant.slug());
        assertThat(again.header("idempotency-replayed")).contains("true");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("request_id_reused");
        assertThat(gateway.upstream().openai().count()).isEqualTo(1);
    }

    @Test
    void isGoodForAnotherTryWhenNothingCameOfTheFirst() {
        String token = once("again");
        gateway.upstream().openai().next(Behaviours.json(500, Canned.error("broken", "server_error", "oops")));

        Reply failed = gateway.client().completions(token, body("Hi"));
        gateway.upstream().openai().next(Behaviours.json(Canned.completion("Hello")));
        AtomicReference<Reply> last = new AtomicReference<>();
        Await.until("a retry is a call of its own", () -> {
            last.set(gateway.client().completions(token, body("Hi")));
            return last.get().header("idempotency-replayed").isEmpty();
        });

        assertThat(failed.status()).isEqualTo(502);
        assertThat(last.get().status()).isEqualTo(200);
    }

    @Test
    void isGoodForNothingElse() {
        assertThat(gateway.client().get("/v1/models", once("models")).status()).isEqualTo(403);
    }

    @Test
    void isGoodForTheBodyThatItNames() {
        String token = tenant.token(new JsonObject().put("body_sha256", sha256(body("Hi"))));
        String twice = tenant.token(new JsonObject()
                .put("body_sha256", sha256(body("Hi")))
                .put("once", true)
                .put("jti", "bound" + tenant.slug()));

        Reply passed = gateway.client().completions(token, body("Hi"));
        Reply again = gateway.client().completions(token, body("Hi"));
        Reply other = gateway.client().completions(token, body("Ho"));
        Reply blank = gateway.client().completions(token, body("Hi") + " ");
        Reply wrapped = gateway.client().chat(twice, body("Ho"));

        assertThat(passed.status()).as(passed.body()).isEqualTo(200);
        assertThat(again.status()).isEqualTo(200);
        assertThat(other.status()).isEqualTo(403);
        assertThat(other.code()).isEqualTo("body_not_allowed");
        assertThat(blank.status()).isEqualTo(403);
        assertThat(wrapped.status()).isEqualTo(403);
        assertThat(gateway.client().chat(twice, body("Hi")).status())
                .as("spent by nobody")
                .isEqualTo(200);
        assertThat(gateway.client().get("/v1/models", token).status()).isEqualTo(403);
        assertThat(gateway.upstream().openai().count()).isEqualTo(3);
    }

    @Test
    void limitsWhomTheTokenIsForWhateverHeadersSay() {
        String first = tenant.token(limited("caller", "quiz"));
        String second = tenant.token(limited("caller", "poll"));
        gateway.upstream().openai().next(Behaviours.json(Canned.completion("Hello")));
        gateway.upstream().openai().next(Behaviours.json(Canned.completion("Hello")));

        Reply passed = gateway.client().completions(first, body("Hi"), "x-aigw-caller", "a");
        Reply denied = gateway.client().completions(first, body("Hi"), "x-aigw-caller", "b");
        Reply another = gateway.client().completions(second, body("Hi"));

        assertThat(passed.status()).isEqualTo(200);
        assertThat(denied.status()).isEqualTo(429);
        assertThat(another.status()).isEqualTo(200);
    }

    private String once(String id) {
        return tenant.token(new JsonObject()
                .put("once", true)
                .put("jti", id + tenant.slug())
                .put("scope", "chat"));
    }

    private static String sha256(String body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonObject limited(String by, String name) {
        return new JsonObject().put(by, name).put("limits", new JsonObject().put(by, new JsonObject().put("rpm", 1)));
    }

    private static String body(String prompt) {
        return "{\"model\":\"openai/gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}";
    }
}
