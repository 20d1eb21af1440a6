package dev.aigw.chat;

import dev.aigw.dialect.Translation;
import io.vertx.core.buffer.Buffer;

/** What the attempts came to: an answer, or the beginning of one. */
sealed interface Served {
    Attempt attempt();

    /** A complete answer. */
    record Whole(Attempt attempt, Translation.Answer answer) implements Served {}

    /** A stream whose first bytes are here, so that there is no other candidate any more. */
    record Opened(Attempt attempt, StreamRelay relay, Buffer first) implements Served {}
}
