package dev.aigw.dev;

import java.io.IOException;
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
            // The native transport throws a type of its own, so the words decide.
            String message = String.valueOf(cause.getMessage());
            if (message.contains("Address already in use")) {
                return Optional.of("Port " + port + " on " + host + " is taken by another program. Choose another with "
                        + option + " N; " + option + " 0 takes a free one.");
            }
            if (cause instanceof BindException || (cause instanceof IOException && message.contains("bind("))) {
                return Optional.of("Cannot listen on " + host + ":" + port + " (" + message
                        + "). Choose another port with " + option + " N, or another host in the configuration.");
            }
        }
        return Optional.empty();
    }
}
