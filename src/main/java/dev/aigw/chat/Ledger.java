package dev.aigw.chat;

import dev.aigw.dialect.AnswerStream;
import dev.aigw.dialect.TokenUsage;
import dev.aigw.dialect.Translation;
import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.dialect.openai.ImageHead;
import dev.aigw.estimate.TokenEstimate;
import dev.aigw.metrics.Meters;
import dev.aigw.routing.Model;
import dev.aigw.usage.UsageEvent;
import dev.aigw.usage.UsageEvent.Status;
import dev.aigw.usage.UsageJournal;
import java.time.Instant;
import java.util.OptionalLong;

/** Writes one usage event per attempt into the lane's journal, and tells access log and metrics the same figures. */
final class Ledger {
    private final UsageJournal journal;
    private final Meters meters;

    Ledger(UsageJournal journal, Meters meters) {
        this.journal = journal;
        this.meters = meters;
    }

    /** What the answer cost; empty when the model has no known price. */
    OptionalLong answered(ChatCall call, Attempt attempt, Translation.Answer answer) {
        TokenUsage tokens = answer.usage()
                .orElseGet(() -> estimate(call, attempt, answer.completion().length()));
        return record(call, attempt, Status.OK, tokens, answer.usage().isEmpty());
    }

    void streamed(ChatCall call, Attempt attempt, AnswerStream answer, Status status) {
        TokenUsage tokens = answer.usage().orElseGet(() -> estimate(call, attempt, answer.characters()));
        record(call, attempt, status, tokens, answer.usage().isEmpty());
    }

    /** An attempt that brought nothing; one that may be billed all the same is estimated. */
    void failed(ChatCall call, Attempt attempt, Setback setback) {
        boolean billed = setback.billed();
        record(call, attempt, setback.status(), billed ? estimate(call, attempt, 0) : TokenUsage.NONE, billed);
    }

    private OptionalLong record(ChatCall call, Attempt attempt, Status status, TokenUsage tokens, boolean estimated) {
        OptionalLong list = attempt.candidate().model().costNanos(tokens);
        OptionalLong cost = call.charged(list);
        call.spent(tokens.total(), cost.orElse(0));
        call.access.served(attempt.provider(), attempt.model(), attempt.number());
        call.access.usage(tokens, cost);
        meters.attempt(attempt.provider(), status.word(), tokens, cost);
        OptionalLong firstByte = call.access.firstByteNanos();
        journal.record(new UsageEvent(
                UsageEvent.id(call.reserve().id(), attempt.number()),
                call.caller().tenant().id(),
                attempt.provider(),
                attempt.model(),
                tokens,
                estimated,
                cost,
                list,
                call.access.requestId(),
                Instant.ofEpochMilli(call.granted().orElseThrow().atMillis()),
                status,
                attempt.number(),
                call.access.elapsedNanos() / 1_000_000,
                firstByte.isPresent() ? OptionalLong.of(firstByte.getAsLong() / 1_000_000) : firstByte,
                call.user(),
                call.feature(),
                call.plugin(),
                call.role()));
        return cost;
    }

    void flush() {
        journal.flush();
    }

    private static TokenUsage estimate(ChatCall call, Attempt attempt, long outputCharacters) {
        Model model = attempt.candidate().model();
        return switch (call.head()) {
            case ChatHead chat ->
                new TokenUsage(
                        TokenEstimate.input(chat, model), 0, 0, TokenEstimate.output(model, outputCharacters), 0);
            // Half an image is billed as a whole one.
            case ImageHead images ->
                new TokenUsage(TokenEstimate.input(images, model), 0, 0, TokenEstimate.output(images), 0);
        };
    }
}
