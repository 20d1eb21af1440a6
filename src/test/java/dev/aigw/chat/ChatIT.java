package dev.aigw.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.Behaviours;
import dev.aigw.testing.Canned;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.Received;
import dev.aigw.testing.Reply;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import dev.aigw.testing.UsageRow;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A complete answer, through the whole gateway, behind both faces. */
@GatewayTest
class ChatIT {
    private static final String ORIGIN = """
            {"provider":"openai","model":"gpt-4o-mini","messages":[{"role":"user","content":"Say hello."}]}""";
    private static final String WORDPRESS = """
            {"provider":"openai","model":"gpt-4o-mini","request_id":"wp_%s","messages":[
             {"role":"system","content":"You help editors."},{"role":"user","content":"Write a title."}]}""";
    private static final String OPENAI = """
            {"model":"gpt-4o-mini","messages":[{"role":"user","content":"Say hello."}]}""";
    /** 9 tokens in at 0.15 and 12 out at 0.60 dollars per million. */
    private static final String COST = "0.00000855";

    private final TestGateway gateway;
    private TestTenant tenant;

    ChatIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void makeTenant() {
        tenant = gateway.tenant();
    }

    @Test
    void givesALengthItsNewNameWhereAModelRefusesTheOldOne() {
        String body =
                "{\"model\":\"openai/%s\",\"max_tokens\":77,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]%s}";
        String token = gateway.tenant().token();

        gateway.client().completions(token, body.formatted("gpt-5-mini", ""));
        gateway.client().completions(token, body.formatted("gpt-4o-mini", ""));
        gateway.client().completions(token, body.formatted("gpt-5-mini", ",\"max_completion_tokens\":88"));

        JsonObject reasoning = gateway.upstream().openai().request(1).json();
        JsonObject plain = gateway.upstream().openai().request(2).json();
        JsonObject both = gateway.upstream().openai().request(3).json();
        assertThat(reasoning.containsKey("max_tokens")).isFalse();
        assertThat(reasoning.getInteger("max_completion_tokens")).isEqualTo(77);
        assertThat(plain.getInteger("max_tokens")).isEqualTo(77);
        assertThat(plain.containsKey("max_completion_tokens")).isFalse();
        assertThat(both.containsKey("max_tokens")).isFalse();
        assertThat(both.getInteger("max_completion_tokens")).isEqualTo(88);
    }

    @Test
    void answersTheOriginsRequestInTheGatewaysForm() {
        Reply reply = gateway.client().chat(tenant.token(), ORIGIN);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().fieldNames())
                .containsExactlyInAnyOrder("id", "provider", "model", "data", "usage", "cost_usd");
        assertThat(reply.json().getString("provider")).isEqualTo("openai");
        assertThat(reply.json().getString("model")).isEqualTo("gpt-4o-mini");
        assertThat(reply.wrappedText()).isEqualTo("Hello there");
        assertThat(reply.json().getJsonObject("usage")).isEqualTo(new JsonObject(Canned.USAGE));
        assertThat(reply.body()).contains("\"cost_usd\":" + COST + "}");
    }

    @Test
    void sendsTheProviderWhatItsDialectSaysAndNothingOfOurs() {
        gateway.client()
                .chat(tenant.token(), ORIGIN.replace("}]}", "}],\"fallbacks\":[],\"seed\":7,\"x_new\":{\"a\":1}}"));

        Received sent = gateway.upstream().openai().request(1);
        assertThat(sent.path()).isEqualTo("/v1/chat/completions");
        assertThat(sent.header("authorization")).contains("Bearer sk-test-openai-key");
        assertThat(sent.json()).isEqualTo(new JsonObject("""
                        {"model":"gpt-4o-mini","messages":[{"role":"user","content":"Say hello."}],
                         "seed":7,"x_new":{"a":1}}"""));
    }

    @Test
    void answersWordPressUnderTheIdThatWordPressChose() {
        String id = "wp_" + tenant.slug();

        Reply reply = gateway.client().chat(tenant.token(), WORDPRESS.formatted(tenant.slug()));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().getString("id")).isEqualTo(id);
        assertThat(reply.header("x-request-id")).contains(id);
        assertThat(reply.wrappedText()).isEqualTo("Hello there");
        assertThat(gateway.upstream().openai().request(1).json().getJsonArray("messages"))
                .hasSize(2);
        assertThat(gateway.row(id).tenant()).isEqualTo(tenant.slug());
    }

    @Test
    void passesTheCompletionThroughUntouchedOnOpenAisRoute() {
        String odd =
                Canned.completion("Hello there").replace("{\"id\"", "{ \"new_field\" : [1, 2.50,\"\\u00e9\"], \"id\"");
        gateway.upstream().openai().next(Behaviours.json(odd));

        Reply reply = gateway.client().completions(tenant.token(), OPENAI);

        assertThat(reply.body()).isEqualTo(odd);
    }

    @Test
    void tellsInHeadersWhoServedAndWhatItCost() {
        Reply reply = gateway.client().completions(tenant.token(), OPENAI);

        assertThat(reply.header("content-type")).contains("application/json");
        assertThat(reply.header("x-request-id").orElseThrow()).matches("req_[0-9a-z]{24}");
        assertThat(reply.header("x-aigw-provider")).contains("openai");
        assertThat(reply.header("x-aigw-model")).contains("gpt-4o-mini");
        assertThat(reply.header("x-aigw-attempts")).contains("1");
        assertThat(reply.header("x-aigw-cost-usd")).contains(COST);
        assertThat(reply.header("x-aigw-cache")).contains("off");
        assertThat(reply.header("x-ratelimit-limit-requests")).contains("1000000");
        assertThat(reply.header("x-ratelimit-remaining-requests")).contains("999999");
        assertThat(reply.header("x-ratelimit-reset-requests").orElseThrow()).matches("\\d+(\\.\\d{3})?s");
        assertThat(Long.parseLong(reply.header("x-aigw-overhead-us").orElseThrow()))
                .isBetween(1L, Duration.ofSeconds(5).toNanos() / 1000);
        assertThat(reply.header("x-aigw-simulated")).isEmpty();
    }

    @Test
    void leavesOneExactRowInTheLedger() {
        Reply reply = gateway.client()
                .completions(
                        tenant.token(),
                        OPENAI,
                        "x-request-id",
                        "row-" + tenant.slug(),
                        "x-aigw-user",
                        "u-17",
                        "x-aigw-feature",
                        "titles");

        UsageRow row = gateway.row("row-" + tenant.slug());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(row.tenant()).isEqualTo(tenant.slug());
        assertThat(row.provider()).isEqualTo("openai");
        assertThat(row.model()).isEqualTo("gpt-4o-mini");
        assertThat(row.status()).isEqualTo("ok");
        assertThat(row.attempt()).isEqualTo(1);
        assertThat(row.input()).isEqualTo(9);
        assertThat(row.output()).isEqualTo(12);
        assertThat(row.cacheRead() + row.cacheWrite() + row.reasoning()).isZero();
        assertThat(row.usd()).isEqualTo(COST);
        assertThat(row.latencyMillis()).isBetween(0L, 5_000L);
        assertThat(row.user()).contains("u-17");
        assertThat(row.feature()).contains("titles");
    }

    @Test
    void countsCachedAndReasoningTokensAtTheirOwnPrice() {
        gateway.upstream().openai().next(Behaviours.json(Canned.completion("Hi").replace(Canned.USAGE, """
                {"prompt_tokens":2000,"completion_tokens":300,"total_tokens":2300,
                 "prompt_tokens_details":{"cached_tokens":1500},"completion_tokens_details":{"reasoning_tokens":200}}""")));

        gateway.client().completions(tenant.token(), OPENAI, "x-request-id", "cached-" + tenant.slug());

        UsageRow row = gateway.row("cached-" + tenant.slug());
        assertThat(row.input()).isEqualTo(2000);
        assertThat(row.cacheRead()).isEqualTo(1500);
        assertThat(row.reasoning()).isEqualTo(200);
        // 500 at 0.15, 1500 at 0.075, 300 at 0.60 dollars per million
        assertThat(row.usd()).isEqualTo("0.0003675");
    }

    @Test
    void addsWhatHeadersWouldTellWhenAskedTo() {
        Reply reply = gateway.client().completions(tenant.token(), OPENAI, "x-aigw-include", "meta");

        JsonObject meta = reply.json().getJsonObject("aigw");
        assertThat(meta.getString("provider")).isEqualTo("openai");
        assertThat(meta.getString("model")).isEqualTo("gpt-4o-mini");
        assertThat(meta.getString("request_id"))
                .isEqualTo(reply.header("x-request-id").orElseThrow());
        assertThat(meta.getInteger("attempts")).isEqualTo(1);
        assertThat(reply.body()).contains("\"cost_usd\":" + COST);
        assertThat(reply.text()).isEqualTo("Hello there");
    }

    @Test
    void fallsBackOnTheDefaultProviderAndItsDefaultModel() {
        Reply reply = gateway.client().chat(tenant.token(), """
                {"messages":[{"role":"user","content":"Hi"}]}""");

        assertThat(reply.json().getString("provider")).isEqualTo("openai");
        assertThat(reply.json().getString("model")).isEqualTo("gpt-4o-mini");
        assertThat(gateway.upstream().openai().request(1).json().getString("model"))
                .isEqualTo("gpt-4o-mini");
    }

    @Test
    void reachesAzureByDeploymentWithItsOwnHeader() {
        Reply reply = gateway.client().completions(tenant.token(), """
                {"model":"azure/gpt-4-turbo","messages":[{"role":"user","content":"Hi"}]}""");

        Received sent = gateway.upstream().azure().request(1);
        assertThat(reply.text()).isEqualTo("Hello there");
        assertThat(sent.path()).isEqualTo("/openai/deployments/our-turbo/chat/completions?api-version=2024-10-21");
        assertThat(sent.header("api-key")).contains("azure-test-key");
        assertThat(sent.header("authorization")).isEmpty();
    }

    @Test
    void reachesAServerThatNeedsNoKey() {
        Reply reply = gateway.client().chat(tenant.token(), """
                {"provider":"local","messages":[{"role":"user","content":"Hi"}]}""");

        assertThat(reply.wrappedText()).isEqualTo("Hello there");
        assertThat(gateway.upstream().local().request(1).header("authorization"))
                .isEmpty();
        assertThat(reply.json().getValue("cost_usd")).as("a price nobody knows").isNull();
    }

    @Test
    void translatesForAnthropicAndBack() {
        Reply reply = gateway.client().chat(tenant.token(), """
                {"model":"claude-haiku-4-5","messages":[{"role":"system","content":"Be brief."},
                 {"role":"user","content":"Hi"}]}""", "x-request-id", "claude-" + tenant.slug());

        Received sent = gateway.upstream().anthropic().request(1);
        assertThat(reply.json().getString("provider")).isEqualTo("anthropic");
        assertThat(reply.wrappedText()).isEqualTo("Hello there");
        assertThat(reply.json().getJsonObject("usage").getInteger("prompt_tokens"))
                .isEqualTo(9);
        assertThat(sent.path()).isEqualTo("/v1/messages");
        assertThat(sent.header("x-api-key")).contains("sk-ant-test-key");
        assertThat(sent.header("anthropic-version")).contains("2023-06-01");
        assertThat(sent.json().getLong("max_tokens")).isPositive();
        // 9 at 1 and 12 at 5 dollars per million
        assertThat(gateway.row("claude-" + tenant.slug()).usd()).isEqualTo("0.000069");
    }

    @Test
    void writesOneAccessLineWithoutAnyContent() {
        gateway.client().completions(tenant.token(), OPENAI, "x-request-id", "line-" + tenant.slug());

        JsonObject line = new JsonObject(gateway.accessLine("line-" + tenant.slug()));
        assertThat(line.getString("client")).isEqualTo("127.0.0.1");
        assertThat(line.getString("tenant")).isEqualTo(tenant.slug());
        assertThat(line.getString("route")).isEqualTo("/v1/chat/completions");
        assertThat(line.getInteger("status")).isEqualTo(200);
        assertThat(line.getString("provider")).isEqualTo("openai");
        assertThat(line.getInteger("input_tokens")).isEqualTo(9);
        assertThat(line.getLong("latency_us")).isPositive();
        assertThat(line.encode()).doesNotContain("Say hello").doesNotContain("Hello there");
    }

    @Test
    void listsTheModelsACallerMayAskFor() {
        Reply list = gateway.client().get("/v1/models", tenant.token());
        Reply one = gateway.client().get("/v1/models/gpt-4o-mini", tenant.token());
        Reply none = gateway.client().get("/v1/models/gpt-99", tenant.token());

        assertThat(list.json().getString("object")).isEqualTo("list");
        assertThat(list.body())
                .contains("\"gpt-4o-mini\"")
                .contains("\"claude-haiku-4-5\"")
                .contains("\"fast\"");
        assertThat(one.json().getString("owned_by")).isEqualTo("openai");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.code()).isEqualTo("unknown_model");
    }
}
