package dev.aigw.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.aigw.error.GatewayError.InvalidRequest;
import dev.aigw.error.GatewayException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TenantSettingsTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "my-blog-2", "a-"})
    void acceptsSlugs(String slug) {
        assertThatCode(() -> TenantRules.checkSlug(slug)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "A", "a b", "ä", "a_b", "a\n", "a/b"})
    void refusesSlugsOfAnotherShape(String slug) {
        assertThat(fieldRefused(() -> TenantRules.checkSlug(slug))).isEqualTo("slug");
    }

    @Test
    void refusesASlugThatIsTooLong() {
        TenantRules.checkSlug("a".repeat(63));

        assertThat(fieldRefused(() -> TenantRules.checkSlug("a".repeat(64)))).isEqualTo("slug");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1_000_000_001, Long.MIN_VALUE, Long.MAX_VALUE})
    void refusesRatesThatCannotBeMeant(long rate) {
        OptionalLong given = OptionalLong.of(rate);

        assertThat(fieldRefused(() -> TenantSettings.NONE.withRates(given, OptionalLong.empty())))
                .isEqualTo("rate_limit_rpm");
        assertThat(fieldRefused(() -> TenantSettings.NONE.withRates(OptionalLong.empty(), given)))
                .isEqualTo("rate_limit_rpd");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"gpt-4o-mini", "openai/*", "gpt-4*", "*", "anthropic/claude-3-5-haiku@2024", "org/team/model:v1"
            })
    void acceptsModelPatterns(String pattern) {
        assertThatCode(() -> TenantSettings.NONE.withAllowedModels(List.of(pattern)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "gpt 4", "*-mini", "a*b", "a**", "gpt\u0000"})
    void refusesModelPatternsThatWouldNeverMatch(String pattern) {
        assertThat(fieldRefused(() -> TenantSettings.NONE.withAllowedModels(List.of("gpt-4o", pattern))))
                .isEqualTo("allowed_models");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://example.org", "http://localhost:8080", "https://a.b-c.example:8443", "http://[::1]:3000"
            })
    void acceptsOrigins(String origin) {
        assertThatCode(() -> TenantSettings.NONE.withAllowedOrigins(List.of(origin)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org",
                "https://example.org/",
                "https://example.org/path",
                "https://Example.org",
                "https://example.org:443",
                "http://example.org:80",
                "https://user@example.org",
                "https://example.org?x",
                "https://example.org#x",
                "https://example.org:99999",
                "https://",
                "ftp://example.org",
                "*",
                "null",
                ""
            })
    void refusesOriginsThatNoBrowserSends(String origin) {
        assertThat(fieldRefused(() -> TenantSettings.NONE.withAllowedOrigins(List.of(origin))))
                .isEqualTo("allowed_origins");
    }

    @Test
    void refusesEmptyNamesNegativeBudgetsAndEndlessTokens() {
        Tenant.Budget negative = new Tenant.Budget(OptionalLong.empty(), OptionalLong.of(-1), OptionalLong.empty());

        assertThat(fieldRefused(() -> TenantSettings.NONE.withName("  "))).isEqualTo("name");
        assertThat(fieldRefused(() -> TenantSettings.NONE.withBudget(negative))).isEqualTo("budget_month_usd");
        assertThat(fieldRefused(() -> TenantSettings.NONE.withMaxTokenTtl(Duration.ZERO)))
                .isEqualTo("max_token_ttl");
        assertThat(fieldRefused(() -> TenantSettings.NONE.withMaxTokenTtl(Duration.ofDays(40_000))))
                .isEqualTo("max_token_ttl");
    }

    @ParameterizedTest
    @CsvSource({
        "REQUESTS_PER_MINUTE, 1, 1000000000",
        "REQUESTS_PER_DAY, 1, 1000000000",
        "TOKENS_PER_MINUTE, 1, 1000000000000",
        "CONCURRENT, 1, 1000000",
        "BUDGET_DAY, 0, 9000000000000000",
        "BUDGET_MONTH, 0, 9000000000000000",
        "BUDGET_TOTAL, 0, 9000000000000000"
    })
    void acceptsLimitsUpToTheirBoundsAndRefusesWhatIsBeyondByName(LimitField field, long least, long most) {
        LimitSettings bounds =
                LimitSettings.NONE.with(field, least).with(field, most).with(field, OptionalLong.empty());

        assertThat(bounds.limits()).containsOnlyKeys(field);
        for (long beyond : new long[] {least - 1, most + 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThat(fieldRefused(() -> LimitSettings.NONE.with(field, beyond)))
                    .isEqualTo(field.column());
        }
    }

    @Test
    void saysWhyABudgetCannotBeHigher() {
        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> LimitSettings.NONE.with(LimitField.BUDGET_DAY, 9_000_000_000_000_001L))
                .withMessageContaining("9000000 USD")
                .withMessageContaining("nano-dollar");
    }

    @Test
    void neverLiftsWhatEveryTenantHas() {
        assertThat(fieldRefused(
                        () -> TenantSettings.NONE.withLimit(LimitField.REQUESTS_PER_MINUTE, OptionalLong.empty())))
                .isEqualTo("rate_limit_rpm");
        assertThat(fieldRefused(() -> TenantSettings.NONE.withLimit(LimitField.REQUESTS_PER_DAY, OptionalLong.empty())))
                .isEqualTo("rate_limit_rpd");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 10_000_001, Long.MAX_VALUE})
    void refusesOutputCeilingsThatCannotBeMeant(long tokens) {
        OptionalLong given = OptionalLong.of(tokens);

        assertThat(fieldRefused(() -> TenantSettings.NONE.withDefaultOutput(given)))
                .isEqualTo("default_max_output");
        assertThat(fieldRefused(() -> TenantSettings.NONE.withMaxOutput(given))).isEqualTo("max_output");
    }

    @Test
    void refusesADefaultAboveTheMostInWhicheverOrderTheyAreSet() {
        TenantSettings high = TenantSettings.NONE.withDefaultOutput(OptionalLong.of(101));
        TenantSettings low = TenantSettings.NONE.withMaxOutput(OptionalLong.of(100));

        assertThat(fieldRefused(() -> high.withMaxOutput(OptionalLong.of(100)))).isEqualTo("default_max_output");
        assertThat(fieldRefused(() -> low.withDefaultOutput(OptionalLong.of(101))))
                .isEqualTo("default_max_output");
        assertThatCode(() -> low.withDefaultOutput(OptionalLong.of(100))).doesNotThrowAnyException();
        assertThatCode(() -> high.withMaxOutput(OptionalLong.empty())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 100_000_001, Long.MAX_VALUE})
    void refusesPriceFactorsThatCannotBeMeant(long ppm) {
        assertThat(fieldRefused(() -> TenantSettings.NONE.withPriceFactorPpm(ppm)))
                .isEqualTo("price_factor");
    }

    @Test
    void refusesNamesOfTheLimitedThatNoTokenCouldCarry() {
        TenantRules.checkLimited("x".repeat(256));

        for (String name : List.of("", " ", "a\nb", "x".repeat(257))) {
            assertThat(fieldRefused(() -> TenantRules.checkLimited(name))).isEqualTo("limited");
        }
    }

    private static String fieldRefused(ThrowingCallable call) {
        return assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(call)
                .extracting(GatewayException::error)
                .extracting(error -> ((InvalidRequest) error).field().orElseThrow())
                .actual();
    }
}
