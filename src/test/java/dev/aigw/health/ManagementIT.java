package dev.aigw.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.Client;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.Reply;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import org.junit.jupiter.api.Test;

/** What operators and their tools see on the management port. */
@GatewayTest
class ManagementIT {
    private static final String BODY = """
            {"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""";

    private final TestGateway gateway;

    ManagementIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @Test
    void saysThatItIsAlive() {
        Reply reply = Client.get(gateway.managementUrl() + "/healthz");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().getBoolean("alive")).isTrue();
    }

    @Test
    void saysThatItTakesTrafficAndHowItsPartsAre() {
        Reply reply = Client.get(gateway.managementUrl() + "/readyz");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().getString("state")).isEqualTo("serving");
        assertThat(reply.json().getJsonObject("parts").fieldNames()).contains("postgres", "redis.0", "redis.1");
        assertThat(reply.body()).doesNotContain("password").doesNotContain("postgresql://");
    }

    @Test
    void countsRequestsAttemptsTokensAndDenials() {
        TestTenant tenant = gateway.tenant(dev.aigw.tenant.TenantSettings.NONE.withRates(
                java.util.OptionalLong.of(1), java.util.OptionalLong.of(10)));
        gateway.client().completions(tenant.token(), BODY);
        gateway.client().completions(tenant.token(), BODY);

        String metrics = Client.get(gateway.managementUrl() + "/metrics").body();

        assertThat(metrics)
                .contains("aigw_requests_seconds_count{route=\"/v1/chat/completions\",status=\"200\"}")
                .contains("aigw_attempts_total{provider=\"openai\",status=\"ok\"}")
                .contains("aigw_tokens_input_total{provider=\"openai\",status=\"ok\"}")
                .contains("aigw_denied_total{limit=\"rate_limited_minute\"}")
                .contains("aigw_overhead_seconds_bucket");
    }

    @Test
    void labelsNothingWithTenantsModelsOrPathsThatCallersMakeUp() {
        TestTenant tenant = gateway.tenant();
        gateway.client().get("/made/up/path", tenant.token());
        gateway.client().get("/v1/models/made-up-model", tenant.token());
        gateway.client().completions(tenant.token(), BODY);

        String metrics = Client.get(gateway.managementUrl() + "/metrics").body();

        assertThat(metrics).doesNotContain(tenant.slug()).doesNotContain("made").doesNotContain("gpt-4o");
    }

    @Test
    void servesNothingOfTheProductThere() {
        assertThat(Client.get(gateway.managementUrl() + "/v1/models").status()).isEqualTo(404);
    }
}
