package dev.aigw.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.TestGateway;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** What callers are told of models. */
@GatewayTest
class ModelsIT {
    private final TestGateway gateway;

    ModelsIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @Test
    void tellsHowMuchAModelTakesAndWhatItCosts() {
        JsonObject model = gateway.client()
                .get("/v1/models/gpt-4o-mini", gateway.tenant().token())
                .json();

        assertThat(model.getLong("context_length")).isEqualTo(128_000);
        assertThat(model.getLong("max_output_tokens")).isEqualTo(16_384);
        assertThat(model.getJsonObject("pricing").getDouble("input_usd_per_million"))
                .isEqualTo(0.15);
        assertThat(model.getJsonObject("pricing").getDouble("output_usd_per_million"))
                .isEqualTo(0.6);
    }
}
