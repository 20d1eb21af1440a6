package dev.aigw.limit;

import dev.aigw.bus.Address;
import dev.aigw.bus.BusMessage;
import dev.aigw.bus.Topic;
import dev.aigw.error.GatewayError.Limit;
import dev.aigw.tenant.Limits;
import dev.aigw.tenant.Policy.LimiterLoss;
import dev.aigw.tenant.SubLimit;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** What the rate limiter of a lane says over the bus. */
public interface RateLimits {
    /** One address per lane. */
    Address<Reserve, Reservation> RESERVE = new Address<>("limit.reserve");

    /** One topic per lane. */
    Topic<Settle> SETTLE = new Topic<>("limit.settle");

    /**
     * One address per lane: settles as well, and answers when Redis knows, or could not be told. For an end after which the same
     * request is a new one: its caller must not hear of it before Redis does, or a quick retry meets what is over.
     */
    Address<Settle, Settled> SETTLE_BEFORE_ANSWER = new Address<>("limit.settle-before-answer");

    /**
     * One address per lane: Redis has forgotten, or perhaps has, and the lane tells it every call that is under way and every end
     * that it could not be told. Fails with {@code limiter_unavailable} while it does not answer.
     */
    Address<Tell, Told> TELL = new Address<>("limit.tell");

    /** One topic per process: a lane has begun to admit. */
    Topic<Begun> BEGUN = new Topic<>("limit.begun");

    /** One topic per lane: an attempt after the first is about to be made. */
    Topic<NextAttempt> NEXT_ATTEMPT = new Topic<>("limit.next-attempt");

    /**
     * Asks to admit one request under all its limits, or under none.
     *
     * @param id of the reservation, a UUID version 7 whose last byte is 0; see {@code UsageEvent.id}
     * @param scopes whose limits hold; the tenant itself comes first
     * @param tokens that the call may come to at most, input and output
     * @param costNanos that the call may come to at most, in nano-dollars
     * @param claim what tells that it is the same request again; absent when the caller gave it no id
     * @param call what the ledger would say of it
     */
    record Reserve(
            UUID id,
            long tenantId,
            List<Scope> scopes,
            long tokens,
            long costNanos,
            Optional<Claim> claim,
            LimiterLoss limiterLoss,
            CallSketch call)
            implements BusMessage {
        public Reserve {
            scopes = List.copyOf(scopes);
        }
    }

    /**
     * Whose limits.
     *
     * @param by absent for the tenant as a whole
     * @param name whose, among those told apart by {@code by}
     */
    record Scope(Optional<SubLimit.By> by, String name, Limits limits) {
        public static Scope tenant(Limits limits) {
            return new Scope(Optional.empty(), "", limits);
        }
    }

    /**
     * A caller's claim that this is the same request whenever it comes again.
     *
     * @param requestId the caller's own id of it
     * @param bodyHash tells another body under the same id
     * @param onceUntilMillis until when it holds even if the call fails, unless that cost nothing; absent where the caller
     *     may try again
     */
    record Claim(String requestId, String bodyHash, OptionalLong onceUntilMillis) {
        public Claim(String requestId, String bodyHash) {
            this(requestId, bodyHash, OptionalLong.empty());
        }
    }

    /**
     * What is written of a call that nobody tells the end of.
     *
     * @param inputTokens the part of the reserved tokens that is input
     * @param listNanos what the call may come to at most by the provider's own price; absent when that is not known
     */
    record CallSketch(
            String requestId,
            String provider,
            String model,
            int attempt,
            long inputTokens,
            OptionalLong listNanos,
            Optional<String> user,
            Optional<String> feature,
            Optional<String> caller,
            Optional<String> role) {}

    /** The limiter's verdict; a refusal is a value, not an exception. */
    sealed interface Reservation extends BusMessage {

        /**
         * It may pass, and is counted; must be settled once.
         *
         * @param atMillis when, by the limiter's clock
         * @param tokens absent when no limit of tokens holds for the tenant
         * @param budgetLeftNanos the least that is left of the budgets that hold; absent when none does
         * @param degraded counted by this process alone, because Redis does not answer
         */
        record Granted(
                long atMillis, Window requests, Optional<Window> tokens, OptionalLong budgetLeftNanos, boolean degraded)
                implements Reservation {}

        /**
         * It may not pass, and counts nowhere.
         *
         * @param limit which is reached
         * @param scope at whom
         * @param allowed what the limit allows: requests, tokens, or nano-dollars
         * @param retryAfter when it frees; absent when it does not by itself
         */
        record Denied(
                Limit limit,
                Scope scope,
                long allowed,
                Optional<Duration> retryAfter,
                Window requests,
                Optional<Window> tokens)
                implements Reservation {}

        /**
         * The same request is under way, or its answer is kept.
         *
         * @param owner the reservation of the one that came first
         */
        record Joined(UUID owner) implements Reservation {}

        /** The same request was answered at more length than is kept. */
        record NotKept() implements Reservation {}

        /** Another body came under this request id. */
        record Reused() implements Reservation {}

        /** The limiter's store did not answer in time, and the tenant is not served without it. */
        record Unavailable(Duration retryAfter) implements Reservation {}
    }

    /**
     * How much of a minute is left to the tenant as a whole.
     *
     * @param remaining that could pass right now
     * @param resetMillis until the minute is empty again if nothing more comes
     */
    record Window(long limit, long remaining, long resetMillis) {}

    /**
     * How a granted call ended.
     *
     * @param reserve what was asked
     * @param tokens what it came to
     * @param costNanos what it came to, in nano-dollars
     * @param at when it was granted, by the limiter's clock
     * @param degraded as it was granted
     */
    record Settle(Reserve reserve, Instant at, long tokens, long costNanos, boolean degraded, Fate fate)
            implements BusMessage {}

    record Begun(int lane) implements BusMessage {}

    /** Asks a lane to tell Redis all that it has to tell. */
    record Tell() implements BusMessage {}

    /** Redis knows what the lane knows. */
    record Told() implements BusMessage {}

    /** Redis knows of the end, or could not be told and is told later. */
    record Settled() implements BusMessage {}

    /** What later callers with the same request id get. */
    sealed interface Fate {
        /** The request had no id of the caller's, or nothing is to be told: who waits tries for himself. */
        record Forgotten() implements Fate {}

        /** The same answer, while it is kept. */
        record Kept(Buffer answer) implements Fate {}

        /** The same for those who wait right now; whoever comes later is a new request. */
        record Shared(Buffer answer) implements Fate {}

        /** Nothing: the answer was too long. */
        record TooLong() implements Fate {}
    }

    /** The reservation is now for another attempt, so that a death of the process is told of the right one. */
    record NextAttempt(Reserve reserve, CallSketch call) implements BusMessage {}
}
