package dev.aigw.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.tenant.ConnectCode;
import dev.aigw.testing.Await;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.Reply;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import dev.aigw.testing.Tokens;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /api/v1/credentials/rotate}: who may, how often, and what becomes of an answer that got lost. */
@GatewayTest
class RotationIT {
    private static final String ROTATE = "/api/v1/credentials/rotate";

    private final TestGateway gateway;
    private TestTenant tenant;

    RotationIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void makeTenant() {
        tenant = gateway.tenant();
    }

    @Test
    void givesASecretThatWorksAndLeavesTheOldOneGoodForAWhile() {
        Reply rotated = rotate(tenant.secret(), "first");

        JsonObject answer = rotated.json();
        String secret = answer.getString("secret");
        assertThat(rotated.status()).as(rotated.body()).isEqualTo(200);
        assertThat(rotated.header("cache-control")).hasValue("no-store");
        assertThat(secret).isNotEqualTo(tenant.secret()).hasSizeGreaterThan(40);
        assertThat(answer.getString("tenant")).isEqualTo(tenant.slug());
        assertThat(answer.getString("connect_code"))
                .isEqualTo(ConnectCode.ofSecret("https://aigw.example.test", tenant.slug(), secret)
                        .text());
        assertThat(Duration.between(Instant.now(), Instant.parse(answer.getString("previous_valid_until"))))
                .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
        gateway.awaitStatus(Tokens.hs256(secret, tenant.claims()), 200);
        gateway.awaitStatus(tenant.token(), 200);
    }

    @Test
    void answersTheSameRequestWithTheSameSecret() {
        Reply first = rotate(tenant.secret(), "again");
        Reply again = rotate(tenant.secret(), "again");
        String secret = first.json().getString("secret");
        gateway.awaitStatus(Tokens.hs256(secret, tenant.claims()), 200);
        Reply byTheNewOne = rotate(secret, "again");

        assertThat(again.json().getString("secret")).isEqualTo(secret);
        assertThat(again.json().getBoolean("repeated")).isTrue();
        assertThat(byTheNewOne.json().getString("secret")).isEqualTo(secret);
        assertThat(audits()).isEqualTo(1);
    }

    @Test
    void rotatesOnceWhenTheSameIsAskedManyTimesAtOnce() {
        List<CompletableFuture<Reply>> asked;
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            asked = IntStream.range(0, 20)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> rotate(tenant.secret(), "many"), callers))
                    .toList();
        }

        assertThat(asked.stream().map(reply -> reply.join().json().getString("secret")))
                .doesNotContainNull()
                .hasSize(20)
                .containsOnly(asked.getFirst().join().json().getString("secret"));
        assertThat(audits()).isEqualTo(1);
    }

    @Test
    void letsOnlyOneOfTwoWinAndTellsTheOther() {
        Reply first = rotate(tenant.secret(), "one");
        Reply second = rotate(tenant.secret(), "two");

        assertThat(first.status()).isEqualTo(200);
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.code()).isEqualTo("secret_changed");
        assertThat(second.body()).doesNotContain(first.json().getString("secret"));
    }

    @Test
    void forgetsARequestOnceAnotherRotationCame() {
        rotate(tenant.secret(), "old");
        TestTenant operators = tenant.rotated(Duration.ofHours(1));

        Reply again = rotate(tenant.secret(), "old");

        assertThat(again.status()).isIn(401, 409);
        assertThat(again.body()).doesNotContain(operators.secret());
    }

    @Test
    void wantsATokenThatSaysWhatItIsFor() {
        String unscoped = tenant.token();
        String chat = tenant.token(new JsonObject().put("scope", "chat"));
        String once = tenant.token(
                new JsonObject().put("scope", "credentials").put("once", true).put("jti", "x" + tenant.slug()));

        for (String credential : List.of(unscoped, chat, once, tenant.key())) {
            gateway.awaitStatus(credential.startsWith("aigw_sk_") ? credential : tenant.token(), 200);
            Reply reply = gateway.client().post(ROTATE, credential, "{\"request_id\":\"x\"}");

            assertThat(reply.status()).as(reply.body()).isEqualTo(403);
            assertThat(reply.code()).isEqualTo("scope_not_allowed");
        }
        assertThat(gateway.client().get("/v1/models", token(tenant.secret())).status())
                .isEqualTo(403);
        assertThat(audits()).isZero();
    }

    @Test
    void stopsAfterFourTimesAnHour() {
        String secret = tenant.secret();
        for (int i = 0; i < 4; i++) {
            Reply rotated = rotate(secret, "nr-" + i);
            assertThat(rotated.status()).as(rotated.body()).isEqualTo(200);
            secret = rotated.json().getString("secret");
            gateway.awaitStatus(Tokens.hs256(secret, tenant.claims()), 200);
        }

        Reply fifth = rotate(secret, "nr-5");
        Reply fourthAgain = rotate(secret, "nr-3");

        assertThat(fifth.status()).isEqualTo(429);
        assertThat(fifth.code()).isEqualTo("rate_limited_rotations");
        assertThat(Integer.parseInt(fifth.header("retry-after").orElseThrow())).isBetween(3_000, 3_600);
        assertThat(fourthAgain.json().getString("secret")).isEqualTo(secret);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | request_id",
                "{\"request_id\":7} | request_id",
                "{\"request_id\":\"x\",\"grace_seconds\":10} | grace_seconds",
                "{\"request_id\":\"x\",\"grace_seconds\":90000} | grace_seconds",
                "{\"request_id\":\"x\",\"grace_seconds\":\"1h\"} | grace_seconds",
                "{\"request_id\":\"x\",\"grace\":60} | grace"
            })
    void namesTheFieldThatIsWrong(String body, String field) {
        Reply reply = gateway.client().post(ROTATE, token(tenant.secret()), body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().getString("param")).isEqualTo(field);
        assertThat(gateway.client().post(ROTATE, token(tenant.secret()), "[1]").status())
                .isEqualTo(400);
    }

    @Test
    void writesNoSecretIntoAnyLog() {
        Reply rotated = rotate(tenant.secret(), "quiet-" + tenant.slug());

        String line = gateway.accessLine("quiet-" + tenant.slug());
        assertThat(line).contains(tenant.slug(), ROTATE);
        assertThat(line).doesNotContain(rotated.json().getString("secret"));
        assertThat(audit()).contains("request_sha256", "grace_seconds").doesNotContain("quiet-", secretOf(rotated));
    }

    private static String secretOf(Reply rotated) {
        return rotated.json().getString("secret");
    }

    private Reply rotate(String secret, String requestId) {
        return gateway.client()
                .post(
                        ROTATE,
                        token(secret),
                        new JsonObject().put("request_id", requestId).encode());
    }

    private String token(String secret) {
        return Tokens.hs256(secret, tenant.claims().put("scope", "credentials"));
    }

    private long audits() {
        return tenant.audits("tenant.rotate_secret").size();
    }

    private String audit() {
        return Await.value(
                        "an audit row",
                        Await.SOON,
                        () -> tenant.audits("tenant.rotate_secret"),
                        rows -> !rows.isEmpty())
                .getFirst();
    }
}
