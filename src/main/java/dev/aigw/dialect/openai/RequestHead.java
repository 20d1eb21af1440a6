package dev.aigw.dialect.openai;

import java.util.List;
import java.util.Optional;

/** What every request of OpenAI's dialect that goes to a provider says of itself, the gateway's own fields included. */
public sealed interface RequestHead permits ChatHead, ImageHead {
    Optional<String> model();

    Optional<String> provider();

    Optional<String> requestId();

    List<String> fallbacks();

    /** Empty when the caller leaves it to the route. */
    Optional<Boolean> stream();
}
