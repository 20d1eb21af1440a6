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
        assertThat(model.getLong("context_window")).isEqualTo(128_000);
        assertThat(model.getLong("max_output_tokens")).isEqualTo(16_384);
        assertThat(model.getJsonObject("pricing").getDouble("input_usd_per_million"))
                .isEqualTo(0.15);
        assertThat(model.getJsonObject("pricing").getDouble("output_usd_per_million"))
                .isEqualTo(0.6);
    }

    @Test
    void tellsWhatAModelCanDo() {
        JsonObject mini = model("gpt-4o-mini");
        JsonObject five = model("gpt-5");
        JsonObject claude = model("claude-haiku-4-5");
        JsonObject image = model("gpt-image-1");

        assertThat(mini.getJsonObject("architecture").getJsonArray("input_modalities"))
                .contains("text", "image");
        assertThat(mini.getJsonObject("architecture").getJsonArray("output_modalities"))
                .containsExactly("text");
        assertThat(mini.getJsonArray("supported_parameters"))
                .contains(
                        "max_tokens",
                        "tools",
                        "tool_choice",
                        "response_format",
                        "structured_outputs",
                        "temperature",
                        "n");
        assertThat(five.getJsonArray("supported_parameters"))
                .contains("reasoning_effort", "max_completion_tokens", "tools")
                .doesNotContain("temperature", "n");
        assertThat(claude.getJsonArray("supported_parameters"))
                .contains("temperature", "tools", "structured_outputs", "stop")
                .doesNotContain("n", "reasoning_effort");
        assertThat(image.getJsonObject("architecture").getJsonArray("output_modalities"))
                .containsExactly("image");
        assertThat(image.getJsonArray("supported_parameters")).contains("size", "quality");
    }

    @Test
    void leavesOutWhatNobodyKnows() {
        JsonObject unknown =
                gateway.client().get("/v1/models", gateway.tenant().token()).json().getJsonArray("data").stream()
                        .map(JsonObject.class::cast)
                        .filter(model -> !model.containsKey("architecture"))
                        .findFirst()
                        .orElseThrow();

        assertThat(unknown.fieldNames()).containsExactlyInAnyOrder("id", "object", "created", "owned_by");
    }

    private JsonObject model(String id) {
        return gateway.client()
                .get("/v1/models/" + id, gateway.tenant().token())
                .json();
    }
}
