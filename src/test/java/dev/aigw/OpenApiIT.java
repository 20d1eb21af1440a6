package dev.aigw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.Reply;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Does what {@code openapi.yaml} says, and looks whether what it says comes back. */
@GatewayTest
class OpenApiIT {
    private final TestGateway gateway;
    private final OpenApi spec;

    OpenApiIT(TestGateway gateway) throws IOException {
        this.gateway = gateway;
        this.spec = OpenApi.load();
    }

    @Test
    void servesEveryExample() {
        TestTenant tenant = gateway.tenant();
        int sent = 0;
        for (var operation : spec.operations().entrySet()) {
            if (!operation.getKey().startsWith("POST ") || operation.getKey().contains("/credentials/")) {
                continue;
            }
            String path = operation.getKey().substring("POST ".length());
            JsonObject examples = operation
                    .getValue()
                    .getJsonObject("requestBody")
                    .getJsonObject("content")
                    .getJsonObject("application/json")
                    .getJsonObject("examples");
            for (String name : examples.fieldNames()) {
                JsonObject body = examples.getJsonObject(name).getJsonObject("value");
                Reply reply = gateway.client().post(path, tenant.token(), body.encode());

                assertThat(reply.status()).as(path + " " + name + reply.body()).isEqualTo(200);
                assertThat(documented(operation.getValue()))
                        .as(path + " " + name)
                        .containsAll(ours(reply));
                sent++;
            }
        }
        assertThat(sent).isPositive();
    }

    @Test
    void answersInTheDescribedForm() {
        TestTenant tenant = gateway.tenant();
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

        Reply answer = gateway.client().chat(tenant.token(), body);
        Reply failure = gateway.client().chat(tenant.token(), "{}");
        Reply models = gateway.client().get("/v1/models", tenant.token());

        assertThat(answer.json().fieldNames()).isEqualTo(spec.required("GatewayChatAnswer"));
        assertThat(spec.properties("GatewayError")).containsAll(failure.json().fieldNames());
        assertThat(failure.json().fieldNames()).containsAll(spec.required("GatewayError"));
        assertThat(models.json().fieldNames()).isEqualTo(spec.required("ModelList"));
        assertThat(models.json().getJsonArray("data")).allSatisfy(model -> {
            assertThat(((JsonObject) model).fieldNames()).containsAll(spec.required("Model"));
            assertThat(spec.properties("Model")).containsAll(((JsonObject) model).fieldNames());
        });
    }

    private static Set<String> documented(JsonObject operation) {
        return operation
                .getJsonObject("responses")
                .getJsonObject("200")
                .getJsonObject("headers")
                .fieldNames();
    }

    private static Set<String> ours(Reply reply) {
        return reply.response().headers().map().keySet().stream()
                .filter(name -> name.startsWith("x-"))
                .collect(Collectors.toSet());
    }
}
