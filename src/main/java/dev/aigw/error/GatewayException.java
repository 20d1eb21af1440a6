package dev.aigw.error;

/**
 * Carries a {@link GatewayError} through a failed future, over the bus too. It has no stack trace: what it says is meant
 * for the caller, and building a trace per refused request would be a hot spot.
 */
public final class GatewayException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient GatewayError error;

    public GatewayException(GatewayError error) {
        super(error.toString(), null, false, false); // the last: without a trace
        this.error = error;
    }

    public GatewayError error() {
        return error;
    }
}
