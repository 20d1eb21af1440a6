package dev.aigw.chat;

import dev.aigw.auth.Caller;
import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.dialect.openai.ImageHead;
import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import dev.aigw.estimate.CallEstimate;
import dev.aigw.http.RequestIds;
import dev.aigw.limit.RateLimits.CallSketch;
import dev.aigw.limit.RateLimits.Claim;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.RateLimits.Scope;
import dev.aigw.routing.Candidate;
import dev.aigw.routing.Model;
import dev.aigw.tenant.Limits;
import dev.aigw.tenant.Policy.UnknownPrice;
import dev.aigw.tenant.SubLimit.By;
import dev.aigw.tenant.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** What the limiter is asked for a call: whose limits hold, and what it may come to at most. */
final class Reserving {
    private final RequestIds ids = new RequestIds();

    /** Fails with a {@link GatewayException} when the call's price must be known and is not. */
    Reserve reserve(ChatCall call, Optional<Claim> claim, List<Scope> scopes) {
        CallEstimate estimate = call.estimate();
        Tenant tenant = call.caller().tenant();
        if (estimate.listNanos().isEmpty() && refusesUnpriced(tenant.policy().unknownPrice(), scopes)) {
            throw new GatewayException(new GatewayError.ModelNotPriced(unpriced(call)));
        }
        Candidate first = call.candidates().getFirst();
        return new Reserve(
                newId(),
                tenant.id(),
                scopes,
                estimate.tokens(),
                Math.min(estimate.costNanos().orElse(0), ChatCall.MOST),
                claim,
                tenant.policy().limiterLoss(),
                new CallSketch(
                        call.access.requestId(),
                        first.provider().name(),
                        first.model().name(),
                        1,
                        estimate.inputTokens(),
                        estimate.listNanos(),
                        call.user(),
                        call.feature(),
                        call.plugin(),
                        call.role()));
    }

    /** The same call again, under another reservation. */
    Reserve again(Reserve before) {
        return new Reserve(
                newId(),
                before.tenantId(),
                before.scopes(),
                before.tokens(),
                before.costNanos(),
                before.claim(),
                before.limiterLoss(),
                before.call());
    }

    /** The tenant, and those of its users, features, plugins and roles that have limits of their own, or by the token. */
    static List<Scope> scopes(ChatCall call) {
        Caller caller = call.caller();
        Tenant tenant = caller.tenant();
        Limits own = caller.requestsPerMinute() == tenant.requestsPerMinute()
                ? tenant.limits()
                : tenant.limits().withRequestsPerMinute(caller.requestsPerMinute());
        if (tenant.subLimits().isEmpty() && caller.limits().isEmpty()) {
            return List.of(Scope.tenant(own));
        }
        List<Scope> scopes = new ArrayList<>(5);
        scopes.add(Scope.tenant(own));
        add(scopes, caller, By.USER, call.user());
        add(scopes, caller, By.FEATURE, call.feature());
        add(scopes, caller, By.CALLER, call.plugin());
        add(scopes, caller, By.ROLE, call.role());
        return scopes;
    }

    /**
     * What the call may come to. An answer whose length nobody named is held to what a minute allows; a request that no minute
     * allows is refused with a {@link GatewayException}, because no wait would help.
     */
    static CallEstimate estimate(ChatCall call, List<Scope> scopes) {
        return switch (call.head()) {
            case ChatHead chat -> estimate(call, chat, scopes);
            case ImageHead images -> estimate(call, images, scopes);
        };
    }

    /** Images have the length they have: one that is longer than anything allows is refused. */
    private static CallEstimate estimate(ChatCall call, ImageHead images, List<Scope> scopes) {
        CallEstimate estimate =
                CallEstimate.of(images, models(call), call.caller().tenant().policy());
        long most = Math.min(
                call.caller().maxTokens().orElse(Long.MAX_VALUE),
                call.caller().tenant().policy().maxOutput().orElse(Long.MAX_VALUE));
        long output = estimate.tokens() - estimate.inputTokens();
        if (output > most) {
            throw new GatewayException(GatewayError.InvalidRequest.of(
                    "quality",
                    "The images may come to " + output + " tokens, and no more than " + most
                            + " are allowed in one answer; ask for fewer, smaller ones or a lower quality."));
        }
        if (estimate.tokens() > perMinute(scopes)) {
            throw new GatewayException(GatewayError.InvalidRequest.of(
                    "quality",
                    "The images may come to " + estimate.tokens() + " tokens, and no more than " + perMinute(scopes)
                            + " a minute are allowed; ask for fewer, smaller ones or a lower quality."));
        }
        return estimate;
    }

    private static CallEstimate estimate(ChatCall call, ChatHead head, List<Scope> scopes) {
        CallEstimate free = estimate(call, head, scopes, call.caller().maxTokens());
        long most = perMinute(scopes);
        if (free.tokens() <= most) {
            return free;
        }
        long room = (most - free.inputTokens()) / head.choices();
        if (head.outputCeiling().isPresent() || room < 1) {
            throw new GatewayException(GatewayError.InvalidRequest.of(
                    "max_tokens",
                    "The request may come to " + free.tokens() + " tokens, " + free.inputTokens()
                            + " of them input, and no more than " + most + " a minute are allowed."));
        }
        return estimate(
                call,
                head,
                scopes,
                OptionalLong.of(Math.min(room, call.caller().maxTokens().orElse(Long.MAX_VALUE))));
    }

    private static CallEstimate estimate(ChatCall call, ChatHead head, List<Scope> scopes, OptionalLong narrowed) {
        return CallEstimate.of(head, models(call), call.caller().tenant().policy(), narrowed, bounded(scopes));
    }

    private static List<Model> models(ChatCall call) {
        return call.candidates().stream().map(Candidate::model).toList();
    }

    private static long perMinute(List<Scope> scopes) {
        return scopes.stream()
                .mapToLong(scope -> scope.limits().tokensPerMinute().orElse(Long.MAX_VALUE))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Whether what a call may come to is held against a limit of any of them. */
    static boolean bounded(List<Scope> scopes) {
        return scopes.stream()
                .map(Scope::limits)
                .anyMatch(limits ->
                        limits.tokensPerMinute().isPresent() || limits.budget().limits());
    }

    private static void add(List<Scope> scopes, Caller caller, By by, Optional<String> name) {
        caller.limitsOf(by, name).ifPresent(limits -> scopes.add(new Scope(Optional.of(by), name.orElse(""), limits)));
    }

    private static boolean refusesUnpriced(UnknownPrice policy, List<Scope> scopes) {
        return switch (policy) {
            case REFUSE -> true;
            case FLAG -> false;
            case AUTO ->
                scopes.stream().anyMatch(scope -> scope.limits().budget().limits());
        };
    }

    private static String unpriced(ChatCall call) {
        return call.candidates().stream()
                .map(Candidate::model)
                .filter(model -> model.price().isEmpty())
                .findFirst()
                .orElse(call.candidates().getFirst().model())
                .name();
    }

    /** A time-ordered UUID with room in its last byte for the attempt. */
    private UUID newId() {
        UUID id = ids.nextEvent(System.currentTimeMillis());
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() & ~0xffL);
    }
}
