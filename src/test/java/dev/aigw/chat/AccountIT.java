package dev.aigw.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.Behaviours;
import dev.aigw.testing.Canned;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.Reply;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a tenant is told of its own account. */
@GatewayTest
class AccountIT {
    private final TestGateway gateway;
    private TestTenant tenant;

    AccountIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void makeTenant() {
        tenant = gateway.tenant();
    }

    @Test
    void tellsWhatWasUsedByWhat() {
        call();

        JsonObject used = gateway.client()
                .get("/api/v1/usage?by=day,feature", tenant.token())
                .json();

        assertThat(used.getJsonArray("rows")).hasSize(1);
        JsonObject row = used.getJsonArray("rows").getJsonObject(0);
        assertThat(row.getString("feature")).isEqualTo("quiz");
        assertThat(row.getLong("requests")).isEqualTo(1);
        assertThat(row.getLong("errors")).isZero();
        assertThat(row.getLong("output_tokens")).isPositive();
        assertThat(row.getDouble("cost_usd")).isPositive();
        assertThat(used.getJsonObject("totals").getLong("requests")).isEqualTo(1);
    }

    @Test
    void tellsNothingOfOthers() {
        call();

        JsonObject used =
                gateway.client().get("/api/v1/usage", gateway.tenant().token()).json();

        assertThat(used.getJsonArray("rows")).isEmpty();
        assertThat(used.getJsonObject("totals").getLong("requests")).isZero();
    }

    @Test
    void tellsWhatWasSpentAndWhatHolds() {
        call();

        JsonObject budget =
                gateway.client().get("/api/v1/budget", tenant.token()).json();

        assertThat(budget.getString("tenant")).isEqualTo(tenant.slug());
        assertThat(budget.getJsonObject("limits").getLong("requests_per_minute"))
                .isEqualTo(1_000_000);
        assertThat(budget.getJsonObject("limits").getValue("concurrent")).isNull();
        JsonObject day = budget.getJsonObject("budgets").getJsonObject("day");
        assertThat(day.getDouble("spent_usd")).isPositive();
        assertThat(day.getValue("limit_usd")).isNull();
        assertThat(day.getString("resets_at")).endsWith("T00:00:00Z");
        assertThat(budget.getJsonObject("budgets").getJsonObject("total").getDouble("spent_usd"))
                .isEqualTo(day.getDouble("spent_usd"));
    }

    @Test
    void refusesATokenForSomethingElseAndParametersThatAreNone() {
        String chat = tenant.token(new JsonObject().put("scope", "chat"));
        String usage = tenant.token(new JsonObject().put("scope", "usage"));

        Reply wrong = gateway.client().get("/api/v1/usage?by=shoes", usage);

        assertThat(gateway.client().get("/api/v1/budget", chat).status()).isEqualTo(403);
        assertThat(gateway.client().get("/api/v1/budget", usage).status()).isEqualTo(200);
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.body()).contains("by");
    }

    private void call() {
        gateway.upstream().openai().next(Behaviours.json(Canned.completion("Hello")));
        gateway.client()
                .completions(
                        tenant.token(),
                        "{\"model\":\"openai/gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                        "x-aigw-feature",
                        "quiz");
        assertThat(gateway.rowsOf(tenant, 1)).hasSize(1);
    }
}
