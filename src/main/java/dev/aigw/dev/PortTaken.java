package dev.aigw.dev;

import java.net.BindException;
import java.util.Optional;

/** What to say when a listener's port is in use. */
public final class PortTaken {
    private PortTaken() {}

    /**
     * The sentence, if that is what went wrong.
     *
     * @param option the command line's name for this port, for example {@code --port}
     */
    public static Optional<String> explain(Throwable failure, String host, int port, String option) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException bind) {
                return Optional.of(
                        inUse(bind)
                                ? "Port " + port + " on " + host + " is taken by another program. Choose another with "
                                        + option + " N; " + option + " 0 takes a free one."
                                : "Cannot listen on " + host + ":" + port + " (" + bind.getMessage()
                                        + "). Choose another port with " + option
                                        + " N, or another host in the configuration.");
            }
        }
        return Optional.empty();
    }

    private static boolean inUse(BindException bind) {
        String message = bind.getMessage();
        return message != null && message.contains("in use");
    }
}
