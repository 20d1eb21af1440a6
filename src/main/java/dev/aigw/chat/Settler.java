package dev.aigw.chat;

import dev.aigw.bus.Bus;
import dev.aigw.bus.Bus.Question;
import dev.aigw.limit.RateLimits;
import dev.aigw.limit.RateLimits.CallSketch;
import dev.aigw.limit.RateLimits.Fate;
import dev.aigw.limit.RateLimits.NextAttempt;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.RateLimits.Settle;
import dev.aigw.limit.RateLimits.Settled;
import dev.aigw.usage.UsageJournal;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Settles what was granted: once for each call, after its rows are written down and before its caller hears the end. */
final class Settler {
    private final Bus bus;
    private final int lane;
    private final UsageJournal journal;
    private final long mostKept;
    private final Question<Settle, Settled> beforeAnswer;

    /**
     * Belongs to a lane.
     *
     * @param patience how long an answer waits at most until Redis knows of its end
     * @param mostKept longest answer that is kept for a retry, in bytes
     */
    Settler(Bus bus, int lane, UsageJournal journal, long mostKept, Duration patience) {
        this.bus = bus;
        this.lane = lane;
        this.journal = journal;
        this.mostKept = mostKept;
        this.beforeAnswer = bus.question(RateLimits.SETTLE_BEFORE_ANSWER.lane(lane), patience);
    }

    long mostKept() {
        return mostKept;
    }

    /** The call is over, and this is what its caller gets; whoever sends the same again gets it too. */
    void settle(ChatCall call, KeptAnswer answer) {
        settle(call, call.claims() ? answer.fate(mostKept) : new Fate.Forgotten());
    }

    /** The same; completes when its caller may hear of it: after an error that may pass, only when a retry is a new request. */
    Future<Void> settleBeforeAnswer(ChatCall call, KeptAnswer answer) {
        return beforeAnswer(call, call.claims() ? answer.fate(mostKept) : new Fate.Forgotten());
    }

    private Future<Void> beforeAnswer(ChatCall call, Fate fate) {
        if (!call.claims() || fate instanceof Fate.Kept || fate instanceof Fate.TooLong) {
            settle(call, fate); // whoever is quicker joins, and gets this very answer
            return Future.succeededFuture();
        }
        return ended(call, fate)
                .map(ended -> beforeAnswer.ask(ended).otherwiseEmpty().<Void>mapEmpty())
                .orElse(Future.succeededFuture());
    }

    /** The call broke off in mid-stream: those who wait for it get what its caller got. */
    Future<Void> settleBroken(ChatCall call, KeptAnswer answer) {
        return beforeAnswer(call, call.claims() ? answer.shared(mostKept) : new Fate.Forgotten());
    }

    /** The call is over without an answer that another could be given. */
    void release(ChatCall call) {
        settle(call, new Fate.Forgotten());
    }

    private void settle(ChatCall call, Fate fate) {
        ended(call, fate).ifPresent(ended -> bus.send(RateLimits.SETTLE.lane(lane), ended));
    }

    /** Written down; empty when it was settled before, or nothing was granted. */
    private Optional<Settle> ended(ChatCall call, Fate fate) {
        if (call.granted().isEmpty() || !call.settleOnce()) {
            return Optional.empty();
        }
        Reserve reserve = call.reserve();
        journal.settled(reserve.tenantId(), reserve.id(), call.spentTokens(), call.spentNanos());
        return Optional.of(new Settle(
                reserve,
                Instant.ofEpochMilli(call.granted().get().atMillis()),
                call.spentTokens(),
                call.spentNanos(),
                call.granted().get().degraded(),
                fate));
    }

    /** Another candidate is about to be asked. */
    void nextAttempt(ChatCall call, Attempt attempt) {
        CallSketch first = call.reserve().call();
        bus.send(
                RateLimits.NEXT_ATTEMPT.lane(lane),
                new NextAttempt(
                        call.reserve(),
                        new CallSketch(
                                first.requestId(),
                                attempt.provider(),
                                attempt.model(),
                                attempt.number(),
                                first.inputTokens(),
                                first.listNanos(),
                                first.user(),
                                first.feature(),
                                first.caller(),
                                first.role())));
    }
}
