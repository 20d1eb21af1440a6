package dev.aigw.chat;

import dev.aigw.bus.Bus;
import dev.aigw.bus.Bus.Question;
import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import dev.aigw.replay.Replays;
import dev.aigw.replay.Replays.Await;
import dev.aigw.replay.Replays.Awaited;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Lets a request that came before wait for the answer of the first, which may be under way in another process. */
final class Joins {
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final Question<Await, Awaited> replays;
    private final Duration patience;

    /**
     * Belongs to a lane.
     *
     * @param patience how long to wait for the first one's answer
     */
    Joins(Bus bus, Duration patience) {
        this.patience = patience;
        this.replays = bus.question(Replays.AWAIT, patience.plus(MARGIN));
    }

    /** The answer; empty when there will be none, so that the request is a new one. */
    Future<Optional<KeptAnswer>> join(ChatCall call, UUID owner) {
        return replays.ask(new Await(call.caller().tenant().id(), owner, patience))
                .compose(awaited -> switch (awaited) {
                    case Awaited.Answer answer -> Future.succeededFuture(Optional.of(KeptAnswer.read(answer.answer())));
                    case Awaited.Gone gone -> Future.succeededFuture(Optional.empty());
                    case Awaited.TimedOut late ->
                        Future.failedFuture(new GatewayException(
                                new GatewayError.RequestInProgress("The same request is still under way.")));
                });
    }
}
