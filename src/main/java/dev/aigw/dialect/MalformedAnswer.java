package dev.aigw.dialect;

/** A provider's answer that is not what its dialect says. The message names the place, never the content. */
public final class MalformedAnswer extends RuntimeException {
    public MalformedAnswer(String message) {
        super(message, null, false, false);
    }
}
