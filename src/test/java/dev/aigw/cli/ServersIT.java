package dev.aigw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.Await;
import dev.aigw.testing.TestPostgres;
import dev.aigw.testing.TestRedis;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} and {@code dev} as processes of their own, because how a process ends is half of what they promise. */
@Timeout(120)
class ServersIT {
    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void servesUntilItIsToldToStopAndEndsWithZero() throws Exception {
        Process serve = start(production(TestPostgres.empty()), "serve", "--port", "0", "--management-port", "0");
        String line = lineWith(serve, "serving url=");
        String management = new JsonObject(line).getString("message").replaceAll(".* management=(\\S+) .*", "$1");

        int ready = get(management + "/readyz").statusCode();
        Terminal.Said health = new Terminal(directory).type("health", "--ready", "--url", management);
        serve.destroy();

        assertThat(ready).isEqualTo(200);
        assertThat(health.code()).isZero();
        assertThat(serve.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(serve.exitValue()).isZero();
    }

    @Test
    void givesUpWith69WhenPostgresDoesNotComeInTime() throws Exception {
        Map<String, String> environment = production("postgresql://u:hush@127.0.0.1:1/x");

        Process serve = start(environment, "serve", "--port", "0", "--management-port", "0");

        assertThat(serve.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(serve.exitValue()).isEqualTo(69);
        assertThat(said(serve)).contains("nothing answers at 127.0.0.1:1").doesNotContain("hush");
    }

    @Test
    void saysWhichPortIsTakenAndHowToChooseAnother() throws Exception {
        try (ServerSocket squatter = new ServerSocket(0)) {
            String port = Integer.toString(squatter.getLocalPort());

            Process serve = start(production(TestPostgres.empty()), "serve", "--port", port, "--management-port", "0");

            assertThat(serve.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(serve.exitValue()).isEqualTo(1);
            assertThat(said(serve)).contains("Port " + port, "--port 0 takes a free one");
        }
    }

    @Test
    void developsWithEverythingItNeedsAndLeavesNothingBehind() throws Exception {
        Path data = directory.resolve("data");
        Path readyFile = directory.resolve("ready.json");

        Process dev = start(
                Map.of(),
                "dev",
                "--port",
                "0",
                "--management-port",
                "0",
                "--data",
                data.toString(),
                "--ready-file",
                readyFile.toString());
        lineWith(dev, "Ctrl-C ends everything.");
        JsonObject ready = readiness(readyFile);
        HttpResponse<String> answer = chat(ready);
        Terminal.Said issued = new Terminal(directory).type("token", "issue", "demo", "--data", data.toString());
        HttpResponse<String> again = chat(ready.copy().put("token", issued.out().strip()));
        Terminal.Said code = new Terminal(directory).type("connect-code", "demo", "--data", data.toString());
        dev.destroy();

        assertThat(code.out().strip()).isEqualTo(ready.getString("connect_code"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-aigw-simulated")).contains("true");
        assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
        assertThat(ready.getLong("pid")).isEqualTo(dev.pid());
        assertThat(dev.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(dev.exitValue()).isZero();
        assertThat(Files.readString(data.resolve("access.log"))).hasLineCount(2).doesNotContain("WordPress");
        assertThat(data.resolve("dev.json")).doesNotExist();
        assertThat(data.resolve("postgres").resolve("postmaster.pid")).doesNotExist();
    }

    private Map<String, String> production(String postgresUrl) {
        return Map.of(
                "AIGW_POSTGRES_URL",
                postgresUrl,
                "AIGW_REDIS_URL",
                TestRedis.shared().url(),
                "AIGW_MASTER_KEY",
                Terminal.MASTER_KEY,
                "AIGW_STORES_START_TIMEOUT",
                "1s",
                "OPENAI_API_KEY",
                "sk-test");
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.aigw.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("AIGW_") || name.endsWith("_API_KEY"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** What it said in all; only of one that has ended. */
    private static String said(Process process) throws IOException {
        return String.join("\n", process.inputReader().lines().toList());
    }

    private static String lineWith(Process process, String words) throws IOException {
        StringBuilder heard = new StringBuilder();
        for (String line = process.inputReader().readLine();
                line != null;
                line = process.inputReader().readLine()) {
            if (line.contains(words)) {
                return line;
            }
            heard.append(line).append('\n');
        }
        throw new AssertionError("it never said '" + words + "':\n" + heard);
    }

    /** The banner is printed just before the file is there. */
    private static JsonObject readiness(Path file) throws IOException {
        Await.until("the ready file is there", () -> Files.exists(file));
        return new JsonObject(Files.readString(file));
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static HttpResponse<String> chat(JsonObject ready) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(ready.getString("url") + "/api/v1/chat"))
                            .header("authorization", "Bearer " + ready.getString("token"))
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "{\"provider\":\"openai\",\"model\":\"gpt-4o-mini\","
                                            + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello, WordPress\"}]}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
