package dev.aigw.error;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/**
 * Carries a {@link GatewayError} through a failed future, over the bus too. It has no stack trace: what it says is meant
 * for the caller, and building a trace per refused request would be a hot spot.
 */
public final class GatewayException extends ReplyException {
    private final transient GatewayError error;

    public GatewayException(GatewayError error) {
        super(ReplyFailure.RECIPIENT_FAILURE, -1, error.toString(), true); // true: without a trace
        this.error = error;
    }

    public GatewayError error() {
        return error;
    }
}
