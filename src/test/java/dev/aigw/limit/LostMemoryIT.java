package dev.aigw.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.tenant.Tenant;
import dev.aigw.testing.Await;
import dev.aigw.testing.Behaviours;
import dev.aigw.testing.Canned;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.Pace;
import dev.aigw.testing.Reply;
import dev.aigw.testing.RunningGateway;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import dev.aigw.testing.UsageRow;
import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Redis comes back with nothing in it, or is not there when a gateway starts: money is known all the same. */
@GatewayTest(lanes = 1, ownRedis = true, limiterMillis = 300, alone = "LostMemoryIT")
class LostMemoryIT {
    private static final String BODY =
            "{\"model\":\"openai/gpt-4o-mini\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    private final TestGateway gateway;

    LostMemoryIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @Test
    void countsTheCallThatWasUnderWayWhenRedisLostItsData() {
        TestTenant tenant = spender();
        Pace pace = new Pace();
        gateway.upstream().openai().next(Behaviours.late(pace, Behaviours.json(Canned.completion("Hello"))));
        AtomicReference<CompletableFuture<Reply>> asked = new AtomicReference<>(ask(tenant));
        Await.until("the provider is asked", () -> {
            if (asked.get().isDone()) { // not admitted: Redis has only just come back from another test
                asked.set(ask(tenant));
            }
            return gateway.upstream().openai().count() == 1;
        });

        gateway.redis().stop();
        gateway.redis().startAgain();
        Await.until("it is held again", () -> held(tenant) == 1);
        Await.until(
                "Redis admits",
                () -> gateway.client()
                        .completions(tenant.token(), BODY)
                        .header("x-aigw-degraded")
                        .isEmpty());
        pace.run();

        assertThat(asked.get().join().status()).isEqualTo(200);
        Await.until("nothing is held", () -> held(tenant) == 0);
        Await.until("Redis has what the ledger has", () -> money(tenant).equals(spent(tenant)));
    }

    @Test
    void startsWhileRedisIsAwayAndFindsItLater() {
        TestTenant tenant = gateway.tenant();
        gateway.redis().stop();

        RunningGateway started = gateway.another();
        Reply alone = started.client().completions(tenant.token(), BODY);
        gateway.redis().startAgain();

        assertThat(alone.status()).isEqualTo(200);
        assertThat(alone.header("x-aigw-degraded")).contains("limits");
        Await.until(
                "it finds Redis",
                () -> started.client()
                        .completions(tenant.token(), BODY)
                        .header("x-aigw-degraded")
                        .isEmpty());
    }

    private CompletableFuture<Reply> ask(TestTenant tenant) {
        return CompletableFuture.supplyAsync(() -> gateway.client().completions(tenant.token(), BODY));
    }

    private TestTenant spender() {
        return gateway.tenant(TestGateway.generous()
                .withBudget(
                        new Tenant.Budget(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(1_000_000_000))));
    }

    private long held(TestTenant tenant) {
        return (Long) gateway.redis().command("HLEN", "aigw:{" + tenant.id() + "}:held");
    }

    private String money(TestTenant tenant) {
        return String.valueOf(gateway.redis().command("HGET", "aigw:{" + tenant.id() + "}:all:money", "ts"));
    }

    private String spent(TestTenant tenant) {
        return gateway.query("tenant.slug = $1", tenant.slug()).stream()
                .map(UsageRow::cost)
                .map(cost -> cost.orElse(BigDecimal.ZERO))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .movePointRight(9)
                .toBigIntegerExact()
                .toString();
    }
}
