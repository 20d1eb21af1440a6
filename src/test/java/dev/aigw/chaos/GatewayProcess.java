package dev.aigw.chaos;

import dev.aigw.testing.Await;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A gateway in a process of its own, so that it can be killed; on free ports, and heard to the end. */
final class GatewayProcess {
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final String SERVING = "serving url=";

    private final Process process;
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private String url = "";

    private GatewayProcess(Process process) {
        this.process = process;
    }

    /** Begins to start one; {@link #ready} waits for it. */
    static GatewayProcess begin(Path directory, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.aigw.Main",
                        "serve",
                        "--port",
                        "0",
                        "--management-port",
                        "0")
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("AIGW_") || name.endsWith("_API_KEY"));
        builder.environment().putAll(environment);
        GatewayProcess gateway = new GatewayProcess(builder.start());
        Thread.ofPlatform().daemon().name("gateway's words").start(gateway::listen);
        return gateway;
    }

    /** Waits until it serves. */
    GatewayProcess ready() {
        Optional<String> line = Await.value(
                "a gateway that serves", LONGEST_START, this::servingLine, found -> found.isPresent() || !isAlive());
        url = new JsonObject(
                        line.orElseThrow(() -> new AssertionError("it never served:\n" + String.join("\n", lines))))
                .getString("message")
                .replaceAll(".*" + SERVING + "(\\S+) .*", "$1");
        return this;
    }

    String url() {
        return url;
    }

    /** Ends it as {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it has logged that contains this. */
    List<String> logged(String part) {
        return lines.stream().filter(line -> line.contains(part)).toList();
    }

    private Optional<String> servingLine() {
        return logged(SERVING).stream().findFirst();
    }

    private void listen() {
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
            }
        } catch (IOException killed) {
            // it has nothing more to say
        }
    }
}
