package dev.aigw.estimate;

import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.dialect.openai.ImageHead;
import dev.aigw.routing.Model;
import dev.aigw.tenant.Policy;
import dev.aigw.usage.Charge;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a call may come to at most, whichever of its candidates answers: what is reserved for it.
 *
 * @param inputTokens the most of any candidate
 * @param tokens input and all choices of the answer together, the most of any candidate
 * @param listNanos the most expensive reading of the most expensive candidate at its own price; empty as {@code costNanos} is
 * @param costNanos what the tenant is charged for the most expensive reading of the most expensive candidate, in
 *     nano-dollars; empty when the price of any candidate is not known
 * @param atCandidates what it may come to at each candidate, in their order
 */
public record CallEstimate(
        long inputTokens, long tokens, OptionalLong listNanos, OptionalLong costNanos, List<AtCandidate> atCandidates) {

    private static final int CHARACTERS_PER_TOKEN = 4;

    public CallEstimate {
        atCandidates = List.copyOf(atCandidates);
    }

    /**
     * The same for one candidate.
     *
     * @param ceiling of one choice
     * @param outputTokens of all choices
     * @param listNanos what it may come to at the provider's own price
     * @param costNanos what the tenant is charged for it; empty when the price is not known
     */
    public record AtCandidate(
            long inputTokens,
            OutputCeiling ceiling,
            long outputTokens,
            OptionalLong listNanos,
            OptionalLong costNanos) {
        public long tokens() {
            return inputTokens + outputTokens;
        }
    }

    /**
     * The estimate of a request.
     *
     * @param candidates the models that may answer, at least one
     * @param narrowed the most output tokens that the caller's token allows
     * @param bounded whether tokens or money are limited, so that it is worth counting; else characters are looked at only
     */
    public static CallEstimate of(
            ChatHead request, List<Model> candidates, Policy policy, OptionalLong narrowed, boolean bounded) {
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("an estimate needs a candidate");
        }
        List<AtCandidate> each = new ArrayList<>(candidates.size());
        if (bounded) {
            TokenEstimate counted = TokenEstimate.of(request);
            for (Model candidate : candidates) {
                each.add(at(candidate, counted.input(candidate), request, policy, narrowed));
            }
        } else {
            long glance = request.promptCharacters() / CHARACTERS_PER_TOKEN + 1;
            for (Model candidate : candidates) {
                each.add(at(candidate, glance, request, policy, narrowed));
            }
        }
        return most(each);
    }

    /** The estimate of a request for images, whose length nothing can cut: what it may come to does not depend on limits. */
    public static CallEstimate of(ImageHead request, List<Model> candidates, Policy policy) {
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("an estimate needs a candidate");
        }
        OutputCeiling each = new OutputCeiling(ImageOutput.tokens(request), false);
        return most(candidates.stream()
                .map(model ->
                        at(model, TokenEstimate.input(request, model), each, each.tokens() * request.images(), policy))
                .toList());
    }

    private static AtCandidate at(Model model, long input, ChatHead request, Policy policy, OptionalLong narrowed) {
        OutputCeiling ceiling = OutputCeiling.of(request.outputCeiling(), model.maxOutputTokens(), policy, narrowed);
        long output = ceiling.tokens() * request.choices(); // at most 10 million times 128
        return at(model, input, ceiling, output, policy);
    }

    private static AtCandidate at(Model model, long input, OutputCeiling ceiling, long output, Policy policy) {
        OptionalLong list = model.mostNanos(input, output);
        OptionalLong charged = list.isPresent()
                ? OptionalLong.of(Charge.nanos(list.getAsLong(), policy.priceFactorPpm()))
                : OptionalLong.empty();
        return new AtCandidate(input, ceiling, output, list, charged);
    }

    private static CallEstimate most(List<AtCandidate> each) {
        long input = 0;
        long tokens = 0;
        OptionalLong list = OptionalLong.of(0);
        OptionalLong cost = OptionalLong.of(0);
        for (AtCandidate one : each) {
            input = Math.max(input, one.inputTokens());
            tokens = Math.max(tokens, one.tokens());
            list = most(list, one.listNanos());
            cost = most(cost, one.costNanos());
        }
        return new CallEstimate(input, tokens, list, cost, each);
    }

    private static OptionalLong most(OptionalLong one, OptionalLong other) {
        return one.isPresent() && other.isPresent()
                ? OptionalLong.of(Math.max(one.getAsLong(), other.getAsLong()))
                : OptionalLong.empty();
    }
}
