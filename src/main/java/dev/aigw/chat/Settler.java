package dev.aigw.chat;

import dev.aigw.bus.Bus;
import dev.aigw.limit.RateLimits;
import dev.aigw.limit.RateLimits.CallSketch;
import dev.aigw.limit.RateLimits.Fate;
import dev.aigw.limit.RateLimits.NextAttempt;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.RateLimits.Settle;
import dev.aigw.usage.UsageJournal;
import java.time.Instant;

/** Settles what was granted: once for each call, after its rows are written down and before its caller hears the end. */
final class Settler {
    private final Bus bus;
    private final int lane;
    private final UsageJournal journal;
    private final long mostKept;

    /**
     * Belongs to a lane.
     *
     * @param mostKept longest answer that is kept for a retry, in bytes
     */
    Settler(Bus bus, int lane, UsageJournal journal, long mostKept) {
        this.bus = bus;
        this.lane = lane;
        this.journal = journal;
        this.mostKept = mostKept;
    }

    long mostKept() {
        return mostKept;
    }

    /** The call is over, and this is what its caller gets; whoever sends the same again gets it too. */
    void settle(ChatCall call, KeptAnswer answer) {
        settle(call, call.claims() ? answer.fate(mostKept) : new Fate.Forgotten());
    }

    /** The call broke off in mid-stream: those who wait for it get what its caller got. */
    void settleBroken(ChatCall call, KeptAnswer answer) {
        settle(call, call.claims() ? answer.shared(mostKept) : new Fate.Forgotten());
    }

    /** The call is over without an answer that another could be given. */
    void release(ChatCall call) {
        settle(call, new Fate.Forgotten());
    }

    private void settle(ChatCall call, Fate fate) {
        if (call.granted().isEmpty() || !call.settleOnce()) {
            return;
        }
        Reserve reserve = call.reserve();
        journal.settled(reserve.tenantId(), reserve.id(), call.spentTokens(), call.spentNanos());
        bus.send(
                RateLimits.SETTLE.lane(lane),
                new Settle(
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
