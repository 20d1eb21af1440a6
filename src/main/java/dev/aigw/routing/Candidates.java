package dev.aigw.routing;

import dev.aigw.error.GatewayError;
import java.util.List;

/** Where a request may go: somewhere, or nowhere and why. */
public sealed interface Candidates {

    /**
     * At least one place, when a router answers it.
     *
     * @param inOrder to be tried one after the other, the first one first; none twice
     */
    record Found(List<Candidate> inOrder) implements Candidates {
        public Found {
            inOrder = List.copyOf(inOrder);
        }

        public Candidate first() {
            return inOrder.getFirst();
        }
    }

    /** No place: the provider or the model does not exist, or the caller may not use it. */
    record Refused(GatewayError error) implements Candidates {}
}
