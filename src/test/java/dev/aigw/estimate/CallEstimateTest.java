package dev.aigw.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.routing.Model;
import dev.aigw.tenant.Policy;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class CallEstimateTest {
    /** A nano-dollar a token. */
    private static final long MILLION = 1_000_000;

    private static final OptionalLong NOT_NARROWED = OptionalLong.empty();

    private final ChatHead hello = Requests.saying("hello"); // 1 token, 4 of its message, 3 of the request

    @Test
    void addsInputAndCeiling() {
        Model model = Requests.priced("gpt-4o", 100, MILLION, 10 * MILLION);

        CallEstimate estimate = CallEstimate.of(hello, List.of(model), Policy.DEFAULT, NOT_NARROWED, true);

        assertThat(estimate.inputTokens()).isEqualTo(8);
        assertThat(estimate.tokens()).isEqualTo(108);
        assertThat(estimate.costNanos()).hasValue(8 + 1000);
        assertThat(estimate.atCandidates().getFirst().ceiling()).isEqualTo(new OutputCeiling(100, false));
    }

    @Test
    void reservesTheCeilingForEveryChoice() {
        ChatHead three =
                Requests.read("{\"n\":3,\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
        Model model = Requests.priced("gpt-4o", 100, MILLION, MILLION);

        CallEstimate estimate = CallEstimate.of(three, List.of(model), Policy.DEFAULT, NOT_NARROWED, true);

        assertThat(estimate.tokens()).isEqualTo(8 + 30);
        assertThat(estimate.costNanos()).hasValue(38);
    }

    @Test
    void takesTheMostOfAllCandidatesEachForItself() {
        Model longWinded = Requests.priced("gpt-4o", 1000, MILLION, MILLION);
        Model dear = Requests.priced("gpt-5", 10, 1000 * MILLION, 1000 * MILLION);

        CallEstimate estimate = CallEstimate.of(hello, List.of(longWinded, dear), Policy.DEFAULT, NOT_NARROWED, true);

        assertThat(estimate.tokens()).isEqualTo(1008);
        assertThat(estimate.costNanos()).hasValue(18_000);
        assertThat(estimate.atCandidates())
                .extracting(one -> one.ceiling().tokens())
                .containsExactly(1000L, 10L);
    }

    @Test
    void knowsNoCostWhenOneCandidateHasNoPrice() {
        List<Model> models =
                List.of(Requests.model("openai", "gpt-new"), Requests.priced("gpt-4o", 100, MILLION, MILLION));

        CallEstimate estimate = CallEstimate.of(hello, models, Policy.DEFAULT, NOT_NARROWED, true);

        assertThat(estimate.costNanos()).isEmpty();
        assertThat(estimate.atCandidates())
                .extracting(one -> one.costNanos().isPresent())
                .containsExactly(false, true);
    }

    @Test
    void knowsThatAFreeModelCostsNothing() {
        CallEstimate estimate = CallEstimate.of(
                hello, List.of(Requests.priced("gpt-4o", 100, 0, 0)), Policy.DEFAULT, NOT_NARROWED, true);

        assertThat(estimate.costNanos()).hasValue(0);
    }

    @Test
    void chargesMarkUpAndDiscountRoundedUp() {
        Model model = Requests.priced("gpt-4o", 1, MILLION, MILLION); // 9 nano-dollars

        assertThat(CallEstimate.of(hello, List.of(model), factor(1_500_000), NOT_NARROWED, true)
                        .costNanos())
                .hasValue(14);
        assertThat(CallEstimate.of(hello, List.of(model), factor(500_000), NOT_NARROWED, true)
                        .costNanos())
                .hasValue(5);
        assertThat(CallEstimate.of(hello, List.of(model), factor(0), NOT_NARROWED, true)
                        .costNanos())
                .hasValue(0);
        assertThat(CallEstimate.of(hello, List.of(model), factor(Long.MAX_VALUE), NOT_NARROWED, true)
                        .costNanos())
                .hasValue(9 * (Long.MAX_VALUE / MILLION) + Math.ceilDiv(9 * (Long.MAX_VALUE % MILLION), MILLION));
    }

    @Test
    void staysWithinALongForTheLargestRequestAtTheHighestPrice() {
        ChatHead largest = Requests.read(
                "{\"n\":128,\"max_tokens\":10000000," + "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
        Model model = Requests.priced("gpt-4o", 0, 1_000_000_000_000_000L, 1_000_000_000_000_000L);

        CallEstimate estimate = CallEstimate.of(largest, List.of(model), factor(1_000_000_000), NOT_NARROWED, true);

        assertThat(estimate.tokens()).isEqualTo(8 + 1_280_000_000L);
        assertThat(estimate.costNanos()).hasValue(Long.MAX_VALUE);
    }

    @Test
    void letsATokenNarrowTheAnswer() {
        Model model = Requests.priced("gpt-4o", 100, MILLION, MILLION);

        CallEstimate estimate = CallEstimate.of(hello, List.of(model), Policy.DEFAULT, OptionalLong.of(20), true);

        assertThat(estimate.tokens()).isEqualTo(28);
        assertThat(estimate.atCandidates().getFirst().ceiling().splice()).isTrue();
    }

    @Test
    void wantsACandidate() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallEstimate.of(hello, List.of(), Policy.DEFAULT, NOT_NARROWED, true));
    }

    private static Policy factor(long ppm) {
        return new Policy(
                OptionalLong.empty(),
                OptionalLong.empty(),
                Policy.DEFAULT.unknownPrice(),
                Policy.DEFAULT.limiterLoss(),
                ppm);
    }
}
