package dev.aigw.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.tenant.Tenant;
import dev.aigw.testing.Behaviours;
import dev.aigw.testing.Canned;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.Received;
import dev.aigw.testing.Reply;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import dev.aigw.testing.UsageRow;
import io.vertx.core.json.JsonObject;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /v1/images/generations}: passed through, admitted and accounted for like a chat. */
@GatewayTest(headMillis = 500, maxAnswerBytes = 4 << 20, maxKeptAnswerBytes = 64 << 10)
class ImagesIT {
    private static final String IMAGES = "/v1/images/generations";

    private final TestGateway gateway;

    ImagesIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @Test
    void passesARequestAndItsAnswerThrough() {
        TestTenant tenant = gateway.tenant();
        String answer = Canned.images("aGVsbG8=");
        gateway.upstream().openai().next(Behaviours.json(answer));

        Reply reply = ask(tenant, """
                {"provider":"openai","request_id":"img-1","model":"gpt-image-2","prompt":"A fox.","n":1,
                 "size":"1024x1024","quality":"medium","response_format":"b64_json","user":"u"}""");

        Received asked = gateway.upstream().openai().request(1);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(answer);
        assertThat(reply.header("x-request-id")).hasValue("img-1");
        assertThat(reply.header("x-aigw-ignored")).isEmpty();
        assertThat(asked.path()).isEqualTo("/v1/images/generations");
        assertThat(asked.json())
                .isEqualTo(new JsonObject(
                        "{\"model\":\"gpt-image-2\",\"prompt\":\"A fox.\",\"n\":1,\"size\":\"1024x1024\","
                                + "\"quality\":\"medium\",\"user\":\"u\"}"));
        UsageRow row = gateway.row("img-1");
        assertThat(row.input()).isEqualTo(12);
        assertThat(row.output()).isEqualTo(1_056);
        assertThat(row.estimated()).isFalse();
        // 12 at 5, 1,056 at 30 USD per million.
        assertThat(row.usd()).isEqualTo("0.03174");
        assertThat(reply.header("x-aigw-cost-usd")).hasValue("0.03174");
    }

    @Test
    void asksAzureAtItsDeploymentAndOthersInTheirOwnWords() {
        TestTenant tenant = gateway.tenant();
        gateway.upstream().azure().next(Behaviours.json(Canned.images("")));
        gateway.upstream()
                .local()
                .next(Behaviours.json("{\"created\":1,\"data\":[{\"url\":\"https://x.example/1\"}]}"));

        Reply azure =
                ask(tenant, "{\"model\":\"azure/gpt-image-1\",\"prompt\":\"A fox.\",\"response_format\":\"url\"}");
        Reply local = ask(tenant, "{\"model\":\"local/tiny\",\"prompt\":\"A fox.\",\"response_format\":\"url\"}");

        assertThat(azure.status()).as(azure.body()).isEqualTo(200);
        assertThat(azure.header("x-aigw-ignored")).hasValue("response_format");
        assertThat(gateway.upstream().azure().request(1).path())
                .isEqualTo("/openai/deployments/our-images/images/generations?api-version=2024-10-21");
        assertThat(gateway.upstream().azure().request(1).header("api-key")).isPresent();
        assertThat(local.json().getJsonArray("data").getJsonObject(0).getString("url"))
                .isEqualTo("https://x.example/1");
        assertThat(gateway.upstream().local().request(1).json().getString("response_format"))
                .isEqualTo("url");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\":\"gpt-image-2\"} | prompt",
                "{\"model\":\"gpt-image-2\",\"prompt\":\"  \"} | prompt",
                "{\"model\":\"gpt-image-2\",\"prompt\":7} | prompt",
                "{\"prompt\":\"x\"} | model",
                "{\"model\":\"gpt-4o-mini\",\"prompt\":\"x\"} | model",
                "{\"model\":\"claude-haiku-4-5\",\"prompt\":\"x\"} | model",
                "{\"model\":\"gpt-image-2\",\"prompt\":\"x\",\"n\":0} | n",
                "{\"model\":\"gpt-image-2\",\"prompt\":\"x\",\"n\":11} | n",
                "{\"model\":\"gpt-image-2\",\"prompt\":\"x\",\"n\":\"2\"} | n",
                "{\"model\":\"gpt-image-2\",\"prompt\":\"x\",\"size\":\"large\"} | size",
                "{\"model\":\"gpt-image-2\",\"prompt\":\"x\",\"quality\":3} | quality",
                "{\"model\":\"gpt-image-2\",\"prompt\":\"x\",\"response_format\":\"png\"} | response_format",
                "{\"model\":\"gpt-image-2\",\"prompt\":\"x\",\"stream\":true} | stream"
            })
    void namesTheFieldThatIsWrong(String body, String field) {
        Reply reply = ask(gateway.tenant(), body);

        JsonObject error = reply.json().getJsonObject("error");
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(error.getString("param")).isEqualTo(field);
        assertThat(error.getString("code")).isEqualTo("invalid_request");
    }

    @Test
    void tellsAModelForImagesThatItDoesNotChat() {
        Reply reply = gateway.client()
                .completions(
                        gateway.tenant().token(),
                        "{\"model\":\"gpt-image-2\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("/v1/images/generations");
    }

    @Test
    void asksTheNextCandidate() {
        TestTenant tenant = gateway.tenant();
        gateway.upstream().openai().next(Behaviours.json(500, Canned.error("Oops.", "server_error", "oops")));
        gateway.upstream().local().next(Behaviours.json(Canned.images("")));

        Reply reply = ask(
                tenant,
                "{\"model\":\"gpt-image-2\",\"provider\":\"openai\",\"fallbacks\":[\"local/tiny\"],\"prompt\":\"x\","
                        + "\"request_id\":\"img-next\"}");

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.header("x-aigw-attempts")).hasValue("2");
        assertThat(gateway.rows("img-next", 2)).extracting(UsageRow::status).containsExactly("error", "ok");
    }

    @Test
    void replaysAnAnswerWithoutAskingAgain() {
        TestTenant tenant = gateway.tenant();
        int before = gateway.upstream().openai().count();
        gateway.upstream().openai().next(Behaviours.json(Canned.images("YWdhaW4=")));
        String body = "{\"model\":\"gpt-image-2\",\"prompt\":\"Again.\",\"request_id\":\"img-again\"}";

        Reply first = ask(tenant, body);
        Reply second = ask(tenant, body);
        Reply other = ask(tenant, body.replace("Again", "Other"));

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("idempotency-replayed")).hasValue("true");
        assertThat(other.status()).isEqualTo(422);
        assertThat(gateway.upstream().openai().count() - before).isEqualTo(1);
    }

    @Test
    void bringsMegabytesAndRefusesToPayForThemTwice() {
        TestTenant tenant = gateway.tenant();
        String answer = Canned.images("A".repeat(3 << 20));
        gateway.upstream().openai().next(Behaviours.json(answer));
        String body = "{\"model\":\"gpt-image-2\",\"prompt\":\"Large.\",\"request_id\":\"img-large\"}";

        Reply large = ask(tenant, body, "x-aigw-include", "meta");
        Reply again = ask(tenant, body, "x-aigw-include", "meta");

        assertThat(large.status()).isEqualTo(200);
        assertThat(large.json().getJsonObject("aigw").getString("request_id")).isEqualTo("img-large");
        assertThat(large.body()).hasSizeGreaterThan(answer.length());
        assertThat(again.status()).isEqualTo(409);
    }

    @Test
    void takesNoMoreThanTheLargestAnswerAndWritesDownWhatItMayCost() {
        TestTenant tenant = gateway.tenant();
        gateway.upstream().openai().next(Behaviours.json(Canned.images("A".repeat(5 << 20))));

        Reply reply = ask(
                tenant,
                "{\"model\":\"gpt-image-2\",\"provider\":\"openai\",\"fallbacks\":[\"local/tiny\"],\"prompt\":\"x\","
                        + "\"quality\":\"low\",\"size\":\"1024x1024\",\"n\":2,\"request_id\":\"img-huge\"}");

        UsageRow row = gateway.row("img-huge");
        assertThat(reply.status()).isEqualTo(502);
        assertThat(row.estimated()).isTrue();
        assertThat(row.output()).isEqualTo(2 * 272);
        assertThat(row.cost()).isPresent();
    }

    @Test
    void estimatesWhatAProviderThatFellSilentMayBill() {
        TestTenant tenant = gateway.tenant();
        gateway.upstream().openai().next(Behaviours.hang());

        Reply reply = ask(
                tenant,
                "{\"model\":\"gpt-image-2\",\"prompt\":\"x\",\"quality\":\"high\",\"size\":\"1024x1536\","
                        + "\"request_id\":\"img-silent\"}");

        UsageRow row = gateway.row("img-silent");
        assertThat(reply.status()).isEqualTo(504);
        assertThat(row.status()).isEqualTo("timeout");
        assertThat(row.estimated()).isTrue();
        assertThat(row.output()).isEqualTo(6_240);
    }

    @Test
    void reservesForTheDearestReadingBeforeItAsks() {
        // An image of 4,160 tokens at 30 USD per million may come to more than 0.12 USD.
        TestTenant tenant = gateway.tenant(TestGateway.generous()
                .withBudget(
                        new Tenant.Budget(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(120_000_000))));
        int before = gateway.upstream().openai().count();
        String body = "{\"model\":\"gpt-image-2\",\"prompt\":\"x\",\"size\":\"1024x1024\",\"quality\":\"%s\"}";

        Reply dear = ask(tenant, body.formatted("high"));
        int asked = gateway.upstream().openai().count() - before;
        gateway.upstream().openai().next(Behaviours.json(Canned.images("")));
        Reply cheap = ask(tenant, body.formatted("low"));

        assertThat(dear.status()).as(dear.body()).isEqualTo(402);
        assertThat(asked).isZero();
        assertThat(cheap.status()).as(cheap.body()).isEqualTo(200);
    }

    @Test
    void refusesAModelWithoutAPriceWhereThePriceMattersAndNeverCallsItFree() {
        TestTenant strict = gateway.tenant(TestGateway.generous()
                .withBudget(
                        new Tenant.Budget(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(1_000_000_000))));
        TestTenant free = gateway.tenant();
        gateway.upstream().openai().next(Behaviours.json(Canned.images("")));
        String body = "{\"model\":\"openai/chatgpt-image-latest\",\"prompt\":\"x\",\"request_id\":\"img-unpriced\"}";

        Reply refused = ask(strict, body);
        Reply served = ask(free, body);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("model_not_priced");
        assertThat(served.status()).as(served.body()).isEqualTo(200);
        assertThat(served.header("x-aigw-cost-usd")).isEmpty();
        assertThat(gateway.row("img-unpriced").cost()).isEmpty();
    }

    @Test
    void holdsATokensCeilingAndScopeAgainstIt() {
        TestTenant tenant = gateway.tenant();
        String body = "{\"model\":\"gpt-image-2\",\"prompt\":\"x\",\"size\":\"1024x1024\",\"quality\":\"medium\"}";

        Reply tooLong = gateway.client().post(IMAGES, tenant.token(new JsonObject().put("max_tokens", 500)), body);
        Reply forChat = gateway.client().post(IMAGES, tenant.token(new JsonObject().put("scope", "chat")), body);

        assertThat(tooLong.status()).isEqualTo(400);
        assertThat(tooLong.body()).contains("1056").contains("500");
        assertThat(forChat.status()).isEqualTo(403);
        assertThat(forChat.body()).contains("scope_not_allowed");
    }

    @Test
    void passesTheProvidersRefusalOnAndLogsNoPrompt() {
        gateway.upstream()
                .openai()
                .next(Behaviours.json(400, Canned.error("Your request was rejected.", "x", "moderation_blocked")));

        Reply reply = ask(
                gateway.tenant(),
                "{\"model\":\"gpt-image-2\",\"prompt\":\"Xylophone secret.\",\"request_id\":\"img-refused\"}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("Your request was rejected.");
        assertThat(gateway.accessLine("img-refused"))
                .contains("/v1/images/generations")
                .doesNotContain("Xylophone");
    }

    private Reply ask(TestTenant tenant, String body, String... headers) {
        return gateway.client().post(IMAGES, tenant.token(), body, headers);
    }
}
