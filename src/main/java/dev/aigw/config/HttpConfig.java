package dev.aigw.config;

import java.time.Duration;
import java.util.Optional;

/**
 * The public listener and its limits.
 *
 * @param port 0 for a free one
 * @param maxInFlight chat requests under way at once in this process; beyond it 503
 * @param headerTimeout a connection that sends no complete request head in this time is closed
 * @param bodyTimeout a request body that has not arrived in this time is answered 408
 * @param keepAlive how long a connection may idle between requests
 * @param writeTimeout a caller that takes nothing of its stream for this long is let go
 * @param heartbeat silence in a stream after which a comment line is sent
 * @param publicUrl where sites reach the gateway, if somebody said; without a slash at its end
 */
public record HttpConfig(
        String host,
        int port,
        long maxBodyBytes,
        int maxHeaderBytes,
        int maxUrlBytes,
        int maxJsonDepth,
        int maxMessages,
        int maxInFlight,
        int maxConnections,
        Duration headerTimeout,
        Duration bodyTimeout,
        Duration keepAlive,
        Duration writeTimeout,
        Duration heartbeat,
        boolean trustForwarded,
        Duration shutdownGrace,
        Optional<String> publicUrl) {
    /** The same on another port. */
    public HttpConfig withPort(int port) {
        return new HttpConfig(
                host,
                port,
                maxBodyBytes,
                maxHeaderBytes,
                maxUrlBytes,
                maxJsonDepth,
                maxMessages,
                maxInFlight,
                maxConnections,
                headerTimeout,
                bodyTimeout,
                keepAlive,
                writeTimeout,
                heartbeat,
                trustForwarded,
                shutdownGrace,
                publicUrl);
    }
}
