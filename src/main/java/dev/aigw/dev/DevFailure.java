package dev.aigw.dev;

/** What keeps a development gateway from starting, in words for the person at the keyboard. */
public final class DevFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DevFailure(String message) {
        super(message);
    }

    public DevFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
