package dev.aigw.estimate;

import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.routing.Model;
import dev.aigw.tenant.Policy;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a call may come to at most, whichever of its candidates answers: what is reserved for it.
 *
 * @param inputTokens the most of any candidate
 * @param tokens input and all choices of the answer together, the most of any candidate
 * @param costNanos what the tenant is charged for the most expensive reading of the most expensive candidate, in
 *     nano-dollars; empty when the price of any candidate is not known
 * @param atCandidates what it may come to at each candidate, in their order
 */
public record CallEstimate(long inputTokens, long tokens, OptionalLong costNanos, List<AtCandidate> atCandidates) {

    public CallEstimate {
        atCandidates = List.copyOf(atCandidates);
    }

    /**
     * The same for one candidate.
     *
     * @param ceiling of one choice
     * @param outputTokens of all choices
     * @param costNanos what the tenant is charged for it; empty when the price is not known
     */
    public record AtCandidate(long inputTokens, OutputCeiling ceiling, long outputTokens, OptionalLong costNanos) {
        public long tokens() {
            return inputTokens + outputTokens;
        }
    }

    /**
     * The estimate of a request.
     *
     * @param candidates the models that may answer, at least one
     * @param narrowed the most output tokens that the caller's token allows
     */
    public static CallEstimate of(ChatHead request, List<Model> candidates, Policy policy, OptionalLong narrowed) {
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("an estimate needs a candidate");
        }
        TokenEstimate input = TokenEstimate.of(request);
        List<AtCandidate> each = new ArrayList<>(candidates.size());
        for (Model candidate : candidates) {
            each.add(at(candidate, input, request, policy, narrowed));
        }
        return most(each);
    }

    private static AtCandidate at(
            Model model, TokenEstimate estimate, ChatHead request, Policy policy, OptionalLong narrowed) {
        OutputCeiling ceiling = OutputCeiling.of(request.outputCeiling(), model.maxOutputTokens(), policy, narrowed);
        long input = estimate.input(model);
        long output = ceiling.tokens() * request.choices(); // at most 10 million times 128
        OptionalLong list = model.mostNanos(input, output);
        OptionalLong charged = list.isPresent()
                ? OptionalLong.of(charged(list.getAsLong(), policy.priceFactorPpm()))
                : OptionalLong.empty();
        return new AtCandidate(input, ceiling, output, charged);
    }

    private static CallEstimate most(List<AtCandidate> each) {
        long input = 0;
        long tokens = 0;
        OptionalLong cost = OptionalLong.of(0);
        for (AtCandidate one : each) {
            input = Math.max(input, one.inputTokens());
            tokens = Math.max(tokens, one.tokens());
            cost = cost.isPresent() && one.costNanos().isPresent()
                    ? OptionalLong.of(Math.max(cost.getAsLong(), one.costNanos().getAsLong()))
                    : OptionalLong.empty();
        }
        return new CallEstimate(input, tokens, cost, each);
    }

    /** Rounded up; more than a {@code long} holds is {@link Long#MAX_VALUE}. */
    private static long charged(long listNanos, long factorPpm) {
        if (factorPpm == Policy.LIST_PRICE) {
            return listNanos;
        }
        BigInteger[] parts = BigInteger.valueOf(listNanos)
                .multiply(BigInteger.valueOf(factorPpm))
                .divideAndRemainder(BigInteger.valueOf(Policy.LIST_PRICE));
        BigInteger charged = parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
        return charged.bitLength() > 63 ? Long.MAX_VALUE : charged.longValue();
    }
}
