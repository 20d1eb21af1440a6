package dev.aigw.simulator;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** One vendor's way to be asked and to answer. */
sealed interface Vendor permits OpenAi, Anthropic {

    /**
     * Reads a request as strictly as the vendor does.
     *
     * @throws Refusal if the vendor would refuse it
     */
    Asked read(JsonObject body, MultiMap headers);

    /** The answer in one piece. */
    JsonObject whole(Answered answer, Faults faults);

    /** The answer as a stream. */
    Script stream(Asked asked, Answered answer, Faults faults);

    /** A failure as the body of an answer. */
    JsonObject error(int status, String message, Optional<String> field, Optional<String> code);

    /** A failure in the middle of a stream. */
    String errorEvent(String message);

    /** What this vendor's answers carry besides their content type. */
    void describe(MultiMap headers, String seed);
}
