package dev.aigw.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** A real Redis on a free port: one for the whole JVM, or one of its own for a test that will take it away. */
public final class TestRedis implements AutoCloseable {
    private static final int PORTS_TRIED = 5;

    /** A node of a cluster listens 10,000 higher as well. */
    private static final int HIGHEST_PORT = 65_535 - 10_000;

    private final int port;
    private final List<String> settings;
    private RedisServer server;
    private String frozen = "";

    private TestRedis(RedisServer server, int port, List<String> settings) {
        this.server = server;
        this.port = port;
        this.settings = settings;
    }

    /** The one that everybody shares; it ends with the JVM. */
    public static TestRedis shared() {
        return Shared.RUNNING;
    }

    /**
     * One of its own.
     *
     * @param settings as in redis.conf
     */
    public static TestRedis start(String... settings) {
        IOException last = new IOException("no port");
        for (int tried = 0; tried < PORTS_TRIED; tried++) {
            try {
                int port = freePort();
                return new TestRedis(run(port, List.of(settings)), port, List.of(settings));
            } catch (IOException taken) {
                last = taken;
            }
        }
        throw new UncheckedIOException(last);
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Takes it away with all it knew. */
    public void stop() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes it away without a warning, as the kernel would. */
    public void kill() {
        ProcessHandle.of(Long.parseLong(process())).ifPresent(found -> {
            found.destroyForcibly();
            found.onExit().join();
        });
        stop();
    }

    /** Brings it back on the same port, knowing nothing unless its settings make it write things down. */
    public void startAgain() {
        try {
            server = run(port, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes it hang: it keeps its connections and says nothing more until it is thawed. */
    public void freeze() {
        frozen = process();
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    private String process() {
        return command("INFO", "server")
                .toString()
                .lines()
                .filter(line -> line.startsWith("process_id:"))
                .findFirst()
                .orElseThrow()
                .substring("process_id:".length())
                .strip();
    }

    private void signal(String name) {
        try {
            int exit = new ProcessBuilder("kill", "-" + name, frozen).start().waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill -" + name + " " + frozen + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends one command on a connection of its own. Arrays come back as lists, integers as {@link Long}. */
    public Object command(String... words) {
        return command(port, words);
    }

    static Object command(int port, String... words) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Await.SOON.toMillis());
            StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
            for (String word : words) {
                int length = word.getBytes(StandardCharsets.UTF_8).length;
                request.append('$').append(length).append("\r\n").append(word).append("\r\n");
            }
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
            return reply(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private static Object reply(InputStream in) throws IOException {
        String line = line(in);
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case '-' -> throw new IOException(rest);
            case ':' -> Long.parseLong(rest);
            case '$' -> bulk(in, Integer.parseInt(rest));
            case '*' -> {
                List<Object> items = new ArrayList<>();
                for (int i = 0; i < Integer.parseInt(rest); i++) {
                    items.add(reply(in));
                }
                yield items;
            }
            default -> throw new IOException("not a reply of Redis: " + line);
        };
    }

    private static String bulk(InputStream in, int length) throws IOException {
        if (length < 0) {
            return "";
        }
        byte[] bytes = in.readNBytes(length + 2);
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\r'; c = in.read()) {
            if (c < 0) {
                throw new IOException("redis closed the connection");
            }
            line.append((char) c);
        }
        in.read();
        return line.toString();
    }

    private static RedisServer run(int port, List<String> settings) throws IOException {
        RedisServerBuilder builder = RedisServer.newRedisServer()
                .bind("127.0.0.1")
                .port(port)
                .setting("save \"\"")
                .setting("appendonly no");
        settings.forEach(builder::setting);
        RedisServer server = builder.build();
        server.start();
        return server;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Asked again while the first is still taken, so that it is another one.
            return socket.getLocalPort() <= HIGHEST_PORT ? socket.getLocalPort() : freePort();
        }
    }

    private static final class Shared {
        static final TestRedis RUNNING = start();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(RUNNING::stop));
        }
    }
}
