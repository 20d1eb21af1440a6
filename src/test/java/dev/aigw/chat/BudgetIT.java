package dev.aigw.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.tenant.LimitField;
import dev.aigw.tenant.Tenant;
import dev.aigw.tenant.TenantSettings;
import dev.aigw.testing.Await;
import dev.aigw.testing.Behaviours;
import dev.aigw.testing.Canned;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.Pace;
import dev.aigw.testing.Reply;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import dev.aigw.testing.UsageRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Money and tokens cannot race: what is reserved is held, what is settled is exact. */
@GatewayTest(maxInFlight = 4_000)
class BudgetIT {
    /** 1,000 output tokens of gpt-4o-mini at 0.6 USD per million, and not quite 20 of input at 0.15. */
    private static final long RESERVED_AT_LEAST = 600_000;

    private static final long ROOM_FOR = 100;
    private static final int CALLERS = 1_000;
    private static final String BODY = "{\"model\":\"openai/gpt-4o-mini\",\"max_tokens\":1000,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    private final TestGateway gateway;

    BudgetIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @Test
    void letsAThousandAtOnceSpendNoMoreThanThereIsAndCountsItExactly() {
        TestTenant tenant = tenant(new Tenant.Budget(
                OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(ROOM_FOR * RESERVED_AT_LEAST)));
        Pace pace = new Pace();
        gateway.upstream().openai().always(Behaviours.late(pace, Behaviours.json(Canned.completion("Hello"))));
        List<CompletableFuture<Reply>> asked = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLERS; i++) {
                asked.add(CompletableFuture.supplyAsync(
                        () -> gateway.client().completions(tenant.token(), BODY), callers));
            }
            Await.until(
                    "all are decided",
                    () -> asked.stream().filter(CompletableFuture::isDone).count()
                                    + gateway.upstream().openai().count()
                            == CALLERS);
            pace.run();
        }
        List<Reply> replies = asked.stream().map(CompletableFuture::join).toList();
        int called = gateway.upstream().openai().count();

        assertThat(called).isBetween(1, (int) ROOM_FOR);
        assertThat(replies.stream().filter(reply -> reply.status() == 200)).hasSize(called);
        assertThat(replies.stream().filter(reply -> reply.status() == 402)).hasSize(CALLERS - called);
        BigDecimal spent = gateway.rowsOf(tenant, called).stream()
                .map(UsageRow::cost)
                .map(Optional::orElseThrow)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        String nanos = spent.movePointRight(9).toBigIntegerExact().toString();
        Await.until("Redis has the same to the nano-dollar", () -> money(tenant).equals(nanos));
    }

    @Test
    void namesTheBudgetThatIsSpentAndWhenItBeginsAnew() {
        TestTenant tenant = tenant(new Tenant.Budget(OptionalLong.of(1), OptionalLong.empty(), OptionalLong.empty()));

        Reply refused = gateway.client().completions(tenant.token(), BODY);

        assertThat(refused.status()).isEqualTo(402);
        assertThat(refused.code()).isEqualTo("budget_exceeded");
        assertThat(refused.body()).contains("0.000000001 USD per day");
        assertThat(gateway.upstream().openai().count()).isZero();
    }

    @Test
    void givesBackWhatAFailedCallHeld() {
        TestTenant tenant = tenant(
                new Tenant.Budget(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(2 * RESERVED_AT_LEAST)));
        gateway.upstream().openai().next(Behaviours.json(400, Canned.error("no", "invalid_request_error", "bad")));

        Reply failed = gateway.client().completions(tenant.token(), BODY);

        assertThat(failed.status()).isEqualTo(400);
        Await.until("nothing is spent", () -> money(tenant).equals("0"));
    }

    @Test
    void refusesAModelWithoutAPriceWhereABudgetHolds() {
        TestTenant tenant =
                tenant(new Tenant.Budget(OptionalLong.of(1_000_000_000), OptionalLong.empty(), OptionalLong.empty()));

        Reply refused =
                gateway.client().completions(tenant.token(), BODY.replace("openai/gpt-4o-mini", "local/local-model"));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("model_not_priced");
    }

    @Test
    void limitsTokensAMinuteAndSaysWhatIsLeft() {
        TestTenant tenant =
                gateway.tenant(TestGateway.generous().withLimit(LimitField.TOKENS_PER_MINUTE, OptionalLong.of(1_500)));

        Reply first = gateway.client().completions(tenant.token(), BODY.replace("1000", "1400"));
        Reply second = gateway.client().completions(tenant.token(), BODY.replace("1000", "1485"));

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("x-ratelimit-limit-tokens")).contains("1500");
        assertThat(second.status()).isEqualTo(429);
        assertThat(second.code()).isEqualTo("rate_limited_tokens");
    }

    @Test
    void refusesAtOnceWhatNoMinuteAllows() {
        TestTenant tenant =
                gateway.tenant(TestGateway.generous().withLimit(LimitField.TOKENS_PER_MINUTE, OptionalLong.of(1_000)));

        Reply refused = gateway.client().completions(tenant.token(), BODY);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getJsonObject("error").getString("param")).isEqualTo("max_tokens");
        assertThat(gateway.upstream().openai().count()).isZero();
    }

    @Test
    void holdsAnAnswerOfNoNamedLengthToWhatAMinuteAllows() {
        TestTenant tenant =
                gateway.tenant(TestGateway.generous().withLimit(LimitField.TOKENS_PER_MINUTE, OptionalLong.of(1_000)));

        Reply served = gateway.client().completions(tenant.token(), BODY.replace("\"max_tokens\":1000,", ""));

        assertThat(served.status()).isEqualTo(200);
        assertThat(gateway.upstream().openai().request(1).json().getInteger("max_completion_tokens"))
                .isBetween(900, 1_000);
    }

    @Test
    void chargesTheTenantsOwnPrice() {
        TestTenant list = gateway.tenant();
        TestTenant dear = gateway.tenant(TestGateway.generous().withPriceFactorPpm(2_000_000));

        gateway.client().completions(list.token(), BODY);
        gateway.client().completions(dear.token(), BODY);

        BigDecimal once = gateway.rowsOf(list, 1).getFirst().cost().orElseThrow();
        assertThat(gateway.rowsOf(dear, 1).getFirst().cost().orElseThrow())
                .isEqualByComparingTo(once.multiply(BigDecimal.TWO));
    }

    private TestTenant tenant(Tenant.Budget budget) {
        TenantSettings settings = TestGateway.generous();
        return gateway.tenant(settings.withBudget(budget));
    }

    private String money(TestTenant tenant) {
        return String.valueOf(gateway.redis().command("HGET", "aigw:{" + tenant.id() + "}:all:money", "ts"));
    }
}
