package dev.aigw.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.tenant.TenantSettings;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.Reply;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Limits of requests as a caller meets them. */
@GatewayTest
class RateLimitIT {
    private static final String BODY = """
            {"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""";

    private final TestGateway gateway;

    RateLimitIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @Test
    void deniesWhenTheMinuteIsFull() {
        TestTenant tenant = tenant(3, 1_000);
        for (int left = 2; left >= 0; left--) {
            Reply granted = gateway.client().chat(tenant.token(), BODY);
            assertThat(granted.status()).isEqualTo(200);
            assertThat(granted.header("x-ratelimit-remaining-requests")).contains(Integer.toString(left));
        }

        Reply denied = gateway.client().chat(tenant.token(), BODY);

        assertThat(denied.status()).isEqualTo(429);
        assertThat(denied.code()).isEqualTo("rate_limited_minute");
        assertThat(Long.parseLong(denied.header("retry-after").orElseThrow())).isBetween(1L, 61L);
        assertThat(Long.parseLong(denied.header("retry-after-ms").orElseThrow()))
                .isBetween(1L, 61_000L);
        assertThat(denied.header("x-ratelimit-limit-requests")).contains("3");
        assertThat(denied.header("x-ratelimit-remaining-requests")).contains("0");
        assertThat(denied.header("x-ratelimit-reset-requests")).isPresent();
        assertThat(denied.header("x-request-id")).isPresent();
        assertThat(gateway.upstream().openai().count()).isEqualTo(3);
    }

    @Test
    void deniesWhenTheDayIsFull() {
        TestTenant tenant = tenant(1_000, 2);
        gateway.client().chat(tenant.token(), BODY);
        gateway.client().chat(tenant.token(), BODY);

        Reply denied = gateway.client().completions(tenant.token(), BODY);

        assertThat(denied.status()).isEqualTo(429);
        assertThat(denied.code()).isEqualTo("rate_limited_day");
        assertThat(denied.json().getJsonObject("error").getString("type")).isEqualTo("rate_limit_error");
        assertThat(Long.parseLong(denied.header("retry-after").orElseThrow())).isBetween(1L, 86_400L);
    }

    @Test
    void keepsTenantsApart() {
        TestTenant full = tenant(1, 1_000);
        TestTenant other = tenant(1, 1_000);
        gateway.client().chat(full.token(), BODY);

        assertThat(gateway.client().chat(full.token(), BODY).status()).isEqualTo(429);
        assertThat(gateway.client().chat(other.token(), BODY).status()).isEqualTo(200);
    }

    @Test
    void countsOneTenantOverAllLanesAndCredentials() {
        TestTenant tenant = tenant(10, 1_000);
        String key = tenant.key();
        gateway.awaitStatus(key, 200);
        AtomicInteger granted = new AtomicInteger();

        IntStream.range(0, 40).parallel().forEach(i -> {
            if (gateway.client().chat(i % 2 == 0 ? key : tenant.token(), BODY).status() == 200) {
                granted.incrementAndGet();
            }
        });

        assertThat(granted.get()).isEqualTo(10);
    }

    @Test
    void countsNothingThatWasRefusedBefore() {
        TestTenant tenant = tenant(1, 1_000);
        gateway.client().chat(tenant.token(), "not json");
        gateway.client().chat(tenant.token(), BODY.replace("gpt-4o-mini", "gpt-99"));

        assertThat(gateway.client().chat(tenant.token(), BODY).status()).isEqualTo(200);
    }

    @Test
    void appliesAChangedLimitWithinASecond() {
        TestTenant tenant = tenant(1, 1_000);
        gateway.client().chat(tenant.token(), BODY);
        assertThat(gateway.client().chat(tenant.token(), BODY).status()).isEqualTo(429);
        String token = tenant.token();

        tenant.update(TenantSettings.NONE.withRates(OptionalLong.of(50), OptionalLong.of(1_000)));

        dev.aigw.testing.Await.until(
                "the new limit holds",
                java.time.Duration.ofSeconds(1),
                () -> gateway.client().chat(token, BODY).status() == 200);
    }

    private TestTenant tenant(long perMinute, long perDay) {
        return gateway.tenant(TenantSettings.NONE.withRates(OptionalLong.of(perMinute), OptionalLong.of(perDay)));
    }
}
