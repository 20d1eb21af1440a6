package dev.aigw.estimate;

import dev.aigw.tenant.Policy;
import java.util.OptionalLong;

/**
 * How many output tokens one choice of an answer may have at one model.
 *
 * <p>It is the request's ceiling, but never more than the model can; without one the model's own, without that the tenant's
 * default, and {@value #OF_NOBODY} where nobody says anything. The tenant's maximum and the token's cap it in any case.
 *
 * @param tokens what to reserve for each choice
 * @param splice whether the request that goes to the provider must carry the ceiling, because the answer could be longer
 *     without it
 */
public record OutputCeiling(long tokens, boolean splice) {
    /** As much as most models write at most; above what nearly all answers have. */
    public static final long OF_NOBODY = 8_192;

    /** No ceiling is higher, whatever a model table says. */
    static final long MOST = 10_000_000;

    /**
     * The ceiling that holds.
     *
     * @param requested by the request
     * @param modelMost what the model can, 0 when it is not known
     * @param narrowed what the caller's token allows
     */
    public static OutputCeiling of(OptionalLong requested, long modelMost, Policy policy, OptionalLong narrowed) {
        long ofModel = modelMost > 0 ? modelMost : Long.MAX_VALUE;
        long unchecked = Math.min(requested.orElse(Long.MAX_VALUE), ofModel); // what the provider would go up to
        long wanted = unchecked == Long.MAX_VALUE ? policy.defaultOutput().orElse(OF_NOBODY) : unchecked;
        long tokens = Math.min(
                Math.min(wanted, MOST),
                Math.min(policy.maxOutput().orElse(Long.MAX_VALUE), narrowed.orElse(Long.MAX_VALUE)));
        return new OutputCeiling(tokens, tokens < unchecked);
    }
}
