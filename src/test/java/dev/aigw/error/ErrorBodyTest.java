package dev.aigw.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.error.GatewayError.*;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorBodyTest {
    private static final Duration WAIT = Duration.ofMillis(1_200);

    static List<GatewayError> everyKind() {
        return List.of(
                InvalidRequest.of("messages", "is missing"),
                new ContextLengthExceeded("too long"),
                new ContentFiltered("no"),
                new MissingBearer(),
                new InvalidToken(),
                new TokenExpired(),
                new ModelNotAllowed("m"),
                new OriginNotAllowed("https://evil.example"),
                new ScopeNotAllowed("chat"),
                new BodyNotAllowed(),
                new SecretChanged(),
                new TooManyRotations(4, java.time.Duration.ofSeconds(9)),
                new UnknownModel("m"),
                new NotFound("/nowhere"),
                new MethodNotAllowed("GET", "POST"),
                new RequestTimeout(WAIT),
                new RequestTooLarge("body", 5),
                new UnsupportedMediaType("text/plain"),
                new RateLimited(Limit.REQUESTS_PER_MINUTE, "", 60, WAIT),
                new RateLimited(Limit.REQUESTS_PER_DAY, "", 60, WAIT),
                new RateLimited(Limit.TOKENS_PER_MINUTE, "user", 60, WAIT),
                new RateLimited(Limit.CONCURRENT, "feature", 60, WAIT),
                new BudgetExceeded(Limit.BUDGET_DAY, "", 1_500_000_000, Optional.of(WAIT)),
                new BudgetExceeded(Limit.BUDGET_TOTAL, "user", 1, Optional.empty()),
                new ModelNotPriced("x"),
                new RequestInProgress("The same request is still under way."),
                new RequestIdReused("x"),
                new ProviderFailed("openai", 500, "broke"),
                new ProviderTimeout("openai", "answer", WAIT),
                new AllProvidersUnavailable("none", WAIT),
                new Draining(WAIT),
                new Overloaded(WAIT),
                new LimiterUnavailable(WAIT),
                new Internal("secret-place"));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void givesEveryErrorAStatusACodeAndWords(GatewayError error) {
        ErrorBody body = ErrorBody.of(error);

        assertThat(body.status()).isBetween(400, 504);
        assertThat(body.code()).matches("[a-z_]+");
        assertThat(body.message()).isNotBlank();
    }

    @Test
    void knowsAWordForEveryKindThereIs() {
        assertThat(everyKind().stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(GatewayError.class.getPermittedSubclasses());
    }

    @Test
    void tellsNothingOfOurInsides() {
        assertThat(ErrorBody.of(new Internal("secret-place")).message()).doesNotContain("secret-place");
    }

    @Test
    void roundsTheWaitUpSoThatARetryIsNeverTooEarly() {
        ErrorBody body = ErrorBody.of(new RateLimited(Limit.REQUESTS_PER_MINUTE, "", 60, WAIT));

        assertThat(body.retryAfter()).contains(WAIT);
        assertThat(body.message()).contains("retry in 2 s");
    }

    @Test
    void namesTheFieldInEveryDialectThatCan() {
        ErrorBody body = ErrorBody.of(new InvalidRequest(Optional.of("messages"), "messages is missing"));

        JsonObject own = new JsonObject(ErrorDialect.GATEWAY.write(body, "req_1"));
        JsonObject openAi = new JsonObject(ErrorDialect.OPENAI.write(body, "req_1")).getJsonObject("error");
        JsonObject anthropic = new JsonObject(ErrorDialect.ANTHROPIC.write(body, "req_1"));

        assertThat(own.getMap())
                .containsEntry("error", "invalid_request")
                .containsEntry("detail", "messages is missing")
                .containsEntry("param", "messages")
                .containsEntry("request_id", "req_1");
        assertThat(openAi.getMap())
                .containsEntry("type", "invalid_request_error")
                .containsEntry("param", "messages")
                .containsEntry("code", "invalid_request");
        assertThat(anthropic.getString("type")).isEqualTo("error");
        assertThat(anthropic.getString("request_id")).isEqualTo("req_1");
        assertThat(anthropic.getJsonObject("error").getString("type")).isEqualTo("invalid_request_error");
    }

    @ParameterizedTest
    @EnumSource(ErrorDialect.class)
    void writesEveryErrorAsJsonInEveryDialect(ErrorDialect dialect) {
        for (GatewayError error : everyKind()) {
            assertThat(new JsonObject(dialect.write(ErrorBody.of(error), "req_1")))
                    .isNotEmpty();
        }
    }

    @Test
    void choosesTheDialectByThePath() {
        assertThat(ErrorDialect.ofPath("/v1/chat/completions")).isEqualTo(ErrorDialect.OPENAI);
        assertThat(ErrorDialect.ofPath("/v1/messages")).isEqualTo(ErrorDialect.ANTHROPIC);
        assertThat(ErrorDialect.ofPath("/api/v1/chat")).isEqualTo(ErrorDialect.GATEWAY);
        assertThat(ErrorDialect.ofPath("/nowhere")).isEqualTo(ErrorDialect.GATEWAY);
    }
}
