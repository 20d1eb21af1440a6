package dev.aigw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.postgres.Postgres;
import dev.aigw.testing.Await;
import dev.aigw.testing.TestPostgres;
import dev.aigw.testing.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is killed under load: whoever got an answer has a row, once the next one has started. */
@Timeout(120)
@ExtendWith(VertxExtension.class)
class ServeKilledIT {
    private static final int CALLERS = 16;
    private static final int ANSWERS_BEFORE_THE_KILL = 500;

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
    void everyAnsweredRequestIsARowAfterTheNextStart(Vertx vertx) throws Exception {
        String postgresUrl = TestPostgres.migrated();
        Postgres eyes = Postgres.open(vertx, postgresUrl, 1, Duration.ofSeconds(10));
        Terminal terminal = Terminal.at(directory, postgresUrl);
        assertThat(terminal.type("tenant", "create", "site", "--rpm", "1000000", "--rpd", "1000000")
                        .code())
                .isZero();
        String token = terminal.type("token", "issue", "site").out().strip();
        Process first = serve(postgresUrl);
        String url = urlOf(first);

        Set<String> answered = ConcurrentHashMap.newKeySet();
        AtomicInteger sent = new AtomicInteger();
        try (HttpClient client = HttpClient.newHttpClient();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < CALLERS; caller++) {
                callers.execute(() -> callUntilItIsGone(client, url, token, sent, answered));
            }
            Await.until("answers", Duration.ofSeconds(60), () -> answered.size() >= ANSWERS_BEFORE_THE_KILL);
            first.destroyForcibly().waitFor();
        }
        urlOf(serve(postgresUrl));

        Await.until(
                "a row for every answer",
                Duration.ofSeconds(30),
                () -> requestIds(eyes).containsAll(answered));
        assertThat(count(eyes)).isBetween((long) answered.size(), (long) sent.get());
    }

    private static void callUntilItIsGone(
            HttpClient client, String url, String token, AtomicInteger sent, Set<String> answered) {
        try {
            while (true) {
                String id = "call-" + sent.incrementAndGet();
                HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v1/chat"))
                        .header("authorization", "Bearer " + token)
                        .header("content-type", "application/json")
                        .header("x-request-id", id)
                        .POST(BodyPublishers.ofString("{\"provider\":\"simulator\",\"model\":\"gpt-4o-mini\","
                                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"))
                        .build();
                if (client.send(request, BodyHandlers.ofString()).statusCode() == 200) {
                    answered.add(id);
                }
            }
        } catch (IOException gone) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Process serve(String postgresUrl) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
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
        builder.environment()
                .putAll(Map.of(
                        "AIGW_POSTGRES_URL", postgresUrl,
                        "AIGW_REDIS_URL", TestRedis.shared().url(),
                        "AIGW_MASTER_KEY", Terminal.MASTER_KEY,
                        "AIGW_SIMULATOR_ENABLED", "true",
                        "AIGW_LIMITS_TIMEOUT", "5s",
                        "AIGW_LOG_ACCESS", "off",
                        "AIGW_USAGE_INTERVAL", "5s", // so that there is something to lose
                        "AIGW_USAGE_BATCH_ROWS", "10000"));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static String urlOf(Process serve) throws IOException {
        BufferedReader lines = serve.inputReader();
        StringBuilder heard = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains("serving url=")) {
                return new JsonObject(line).getString("message").replaceAll(".*serving url=(\\S+) .*", "$1");
            }
            heard.append(line).append('\n');
        }
        throw new AssertionError("it never served:\n" + heard);
    }

    private static List<String> requestIds(Postgres eyes) throws Exception {
        List<String> ids = new ArrayList<>();
        eyes.pool()
                .query("select request_id from usage_event")
                .execute()
                .await(10, TimeUnit.SECONDS)
                .forEach(row -> ids.add(row.getString(0)));
        return ids;
    }

    private static long count(Postgres eyes) throws Exception {
        return requestIds(eyes).size();
    }
}
