package dev.aigw.cli;

import dev.aigw.audit.Actor;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The person at the keyboard, as the audit log names them. */
final class Operator {
    private Operator() {}

    /**
     * Who they are to the operating system, and on which machine.
     *
     * @param source what they use, such as {@code cli}
     */
    static Actor actor(String source) {
        return new Actor(System.getProperty("user.name", "unknown") + "@" + host(), source);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
