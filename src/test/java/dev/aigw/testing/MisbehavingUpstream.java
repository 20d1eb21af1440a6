package dev.aigw.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Plays all providers on one free loopback port and does what a test tells it, down to the bytes: answers, streams, stalls,
 * cuts, lies about lengths. It blocks on virtual threads, so that a behaviour is a straight line. The first segment of a path tells
 * which provider is meant.
 */
public final class MisbehavingUpstream implements AutoCloseable {
    private static final int BACKLOG = 1_024;

    private final ServerSocket listener;
    private final Map<String, Stage> stages = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private MisbehavingUpstream(ServerSocket listener) {
        this.listener = listener;
    }

    public static MisbehavingUpstream start() {
        try {
            MisbehavingUpstream upstream =
                    new MisbehavingUpstream(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().name("upstream").start(upstream::accept);
            return upstream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a provider is; what its dialect adds to the path comes after it. */
    public String url(String provider) {
        return "http://127.0.0.1:" + listener.getLocalPort() + "/" + provider;
    }

    public Stage openai() {
        return stage("openai");
    }

    public Stage anthropic() {
        return stage("anthropic");
    }

    public Stage azure() {
        return stage("azure");
    }

    /** A server that speaks OpenAI's dialect, without a key. */
    public Stage local() {
        return stage("local");
    }

    public Stage stage(String provider) {
        return stages.computeIfAbsent(provider, Stage::new);
    }

    /** Forgets what it was told and what it saw. */
    public void reset() {
        stages.clear();
    }

    /** Connections that are open right now. */
    public int connections() {
        return open.size();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // the end
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new UpstreamConnection(socket, this::stage).serve();
        } catch (IOException gone) {
            // whoever was there has left, or a behaviour closed it
        } finally {
            open.remove(socket);
        }
    }
}
