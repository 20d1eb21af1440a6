package dev.aigw.cli;

import dev.aigw.config.GatewayConfig;
import dev.aigw.dev.PortTaken;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** The ports a gateway is about to listen on, looked at before anything starts. */
final class Ports {
    private Ports() {}

    /** Says which is taken and how to choose another. */
    static void requireFree(GatewayConfig config) {
        requireFree(config.http().host(), config.http().port(), "--port");
        requireFree(config.management().host(), config.management().port(), "--management-port");
    }

    private static void requireFree(String host, int port, String option) {
        if (port == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new CommandFailed(
                    ExitCode.FAILED,
                    PortTaken.explain(e, host, port, option)
                            .orElse("Cannot listen on " + host + ":" + port + ": " + e.getMessage()),
                    e);
        }
    }

    /** How a listener is reached from this machine. */
    static String url(String host, int port) {
        boolean any = host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
        String reached = any ? "127.0.0.1" : host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return "http://" + reached + ":" + port;
    }
}
