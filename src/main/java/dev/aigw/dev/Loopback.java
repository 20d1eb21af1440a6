package dev.aigw.dev;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** 127.0.0.1, where everything of a development gateway listens. */
final class Loopback {
    static final String HOST = "127.0.0.1";

    private Loopback() {}

    static InetSocketAddress port(int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }

    /** One that nobody listens on, as of a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(port(0));
            return probe.getLocalPort();
        }
    }
}
