package dev.aigw.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.config.ProviderConfig.WhenCallerLeaves;
import dev.aigw.tenant.LimitField;
import dev.aigw.tenant.LimitSettings;
import dev.aigw.tenant.Policy.UnknownPrice;
import dev.aigw.tenant.SubLimit.By;
import dev.aigw.testing.Await;
import dev.aigw.testing.Behaviour;
import dev.aigw.testing.Behaviours;
import dev.aigw.testing.Canned;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.Pace;
import dev.aigw.testing.RawClient;
import dev.aigw.testing.Reply;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import dev.aigw.testing.UsageRow;
import io.vertx.core.json.JsonObject;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits as a caller meets them: at once, by user and feature, of models without a price, of answers that are kept. */
@GatewayTest(whenCallerLeaves = WhenCallerLeaves.DRAIN, maxKeptAnswerBytes = 2_000, chunkMillis = 1_500)
class LimitsIT {
    private static final String CHAT = "/v1/chat/completions";
    private static final String BODY =
            "{\"model\":\"openai/gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    private static final String STREAM = BODY.replace("{\"model\"", "{\"stream\":true,\"model\"");

    private final TestGateway gateway;

    LimitsIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @Test
    void letsOnlySoManyAtOnceAndFreesThePlaceAfterTheAnswer() {
        TestTenant tenant = oneAtOnce();
        Pace pace = new Pace();
        gateway.upstream().openai().next(Behaviours.late(pace, Behaviours.json(Canned.completion("Hello"))));

        CompletableFuture<Reply> first = asked(tenant);
        gateway.upstream().openai().request(1);
        Reply second = gateway.client().completions(tenant.token(), BODY);
        pace.run();

        assertThat(second.status()).isEqualTo(429);
        assertThat(second.code()).isEqualTo("too_many_concurrent");
        assertThat(second.header("retry-after")).isPresent();
        assertThat(first.join().status()).isEqualTo(200);
        assertServes(tenant);
    }

    @Test
    void freesThePlaceOfACallThatFails() {
        TestTenant tenant = oneAtOnce();
        gateway.upstream().openai().next(Behaviours.json(500, Canned.error("broken", "server_error", "oops")));

        Reply failed = gateway.client().completions(tenant.token(), BODY);

        assertThat(failed.status()).isEqualTo(502);
        assertServes(tenant);
    }

    @ParameterizedTest
    @EnumSource(
            value = By.class,
            names = {"USER", "FEATURE"})
    void countsEachUserAndFeatureByTokenAndByHeader(By by) {
        TestTenant tenant = gateway.tenant();
        tenant.limit(by, "*", LimitSettings.NONE.with(LimitField.REQUESTS_PER_DAY, 1));
        String header = "x-aigw-" + by.word();
        Await.until(
                "the limit is known to every lane",
                () -> gateway.client()
                                .completions(tenant.token(), BODY, header, "first")
                                .status()
                        == 429);
        String claimed = tenant.token(new JsonObject().put(by.word(), "second"));

        Reply free = gateway.client().completions(claimed, BODY);
        Reply spent = gateway.client().completions(claimed, BODY, header, "third");
        Reply other = gateway.client().completions(tenant.token(), BODY, header, "third");

        assertThat(free.status()).isEqualTo(200);
        assertThat(spent.status()).as("the token's word wins over the header's").isEqualTo(429);
        assertThat(spent.code()).isEqualTo("rate_limited_day");
        assertThat(spent.body()).contains(by.word());
        assertThat(other.status()).isEqualTo(200);
    }

    @Test
    void servesAModelWithoutAPriceWithItsCostUnknown() {
        TestTenant tenant = gateway.tenant();

        Reply served = gateway.client().completions(tenant.token(), BODY.replace("openai/gpt-4o-mini", "local/tiny"));

        assertThat(served.status()).isEqualTo(200);
        assertThat(served.header("x-aigw-cost-usd")).isEmpty();
        assertThat(gateway.rowsOf(tenant, 1).getFirst().cost()).isEmpty();
    }

    @Test
    void refusesAModelWithoutAPriceWhereTheTenantWishesIt() {
        TestTenant tenant = gateway.tenant(TestGateway.generous().withUnknownPrice(UnknownPrice.REFUSE));

        Reply refused = gateway.client().completions(tenant.token(), BODY.replace("openai/gpt-4o-mini", "local/tiny"));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("model_not_priced");
        assertThat(gateway.upstream().local().count()).isZero();
    }

    @Test
    void saysThatAnAnswerWasTooLongToBeKept() {
        TestTenant tenant = gateway.tenant();
        gateway.upstream().openai().next(Behaviours.json(Canned.completion("x".repeat(3_000))));

        Reply first = gateway.client().completions(tenant.token(), BODY, "idempotency-key", "long");
        Reply again = gateway.client().completions(tenant.token(), BODY, "idempotency-key", "long");

        assertThat(first.status()).isEqualTo(200);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.code()).isEqualTo("request_in_progress");
        assertThat(gateway.upstream().openai().count()).isEqualTo(1);
    }

    @Test
    void readsAStreamToItsEndForACallerWhoLeftAndChargesWhatWasReported() {
        TestTenant tenant = oneAtOnce();
        Pace pace = new Pace();
        Behaviour stream = Behaviours.paced(pace, Canned.stream("Hel", "lo"));
        gateway.upstream().openai().next(stream);
        pace.step();
        pace.step();
        try (RawClient caller = gateway.raw()) {
            caller.post(CHAT, tenant.token(), STREAM);
            caller.readUntil("Hel");
            caller.leave();
        }
        Await.until(
                "the caller's place is still taken",
                () -> gateway.client().completions(tenant.token(), BODY).status() == 429);

        pace.run();

        UsageRow row = gateway.rowsOf(tenant, 1).getFirst();
        assertThat(row.estimated()).isFalse();
        assertThat(row.cost()).isPresent();
        assertServes(tenant);
    }

    private TestTenant oneAtOnce() {
        return gateway.tenant(TestGateway.generous().withLimit(LimitField.CONCURRENT, OptionalLong.of(1)));
    }

    private CompletableFuture<Reply> asked(TestTenant tenant) {
        return CompletableFuture.supplyAsync(() -> gateway.client().completions(tenant.token(), BODY));
    }

    private void assertServes(TestTenant tenant) {
        Await.until(
                "the place is free",
                () -> gateway.client().completions(tenant.token(), BODY).status() == 200);
    }
}
