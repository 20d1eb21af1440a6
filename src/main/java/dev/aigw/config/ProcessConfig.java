package dev.aigw.config;

import java.time.Duration;

/**
 * What the process around a gateway is told.
 *
 * @param logLevel of the application's log
 * @param accessLog {@code stdout}, {@code off}, or the path of a file that grows
 * @param startTimeout how long the stores may take to answer for the first time
 */
public record ProcessConfig(Level logLevel, String accessLog, Duration startTimeout) {

    /** How much is logged; each has all that stands before it. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
