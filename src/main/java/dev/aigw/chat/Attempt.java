package dev.aigw.chat;

import dev.aigw.dialect.Translation;
import dev.aigw.routing.Candidate;

/**
 * One try at one candidate.
 *
 * @param number 1 for the first
 */
record Attempt(int number, Candidate candidate, Translation translation) {

    String provider() {
        return candidate.provider().name();
    }

    String model() {
        return candidate.model().name();
    }
}
