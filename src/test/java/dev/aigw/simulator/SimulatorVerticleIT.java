package dev.aigw.simulator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aigw.config.SimulatorConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(VertxExtension.class)
class SimulatorVerticleIT {
    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String url = "";

    @BeforeEach
    void deploy(Vertx vertx) throws Exception {
        SimulatorVerticle simulator = new SimulatorVerticle(new SimulatorConfig(true, Duration.ZERO, Duration.ZERO));
        vertx.deployVerticle(simulator).await(10, SECONDS);
        url = simulator.url();
    }

    @Test
    void answersAsOpenAi() throws Exception {
        HttpResponse<String> answer = post(CHAT, chat(), "");

        JsonObject body = new JsonObject(answer.body());
        JsonObject choice = body.getJsonArray("choices").getJsonObject(0);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(body.getString("object")).isEqualTo("chat.completion");
        assertThat(choice.getJsonObject("message").getString("content")).contains("simulated some-model");
        assertThat(choice.getString("finish_reason")).isEqualTo("stop");
        assertThat(body.getJsonObject("usage").getInteger("total_tokens")).isGreaterThan(5);
    }

    @Test
    void streamsAsOpenAiWhatItWouldHaveAnsweredWhole() throws Exception {
        String whole = text(new JsonObject(post(CHAT, chat(), "").body()), "message");

        String body = post(CHAT, chat().put("stream", true).put("stream_options", usage()), "")
                .body();

        List<JsonObject> chunks = data(body);
        StringBuilder streamed = new StringBuilder();
        chunks.stream()
                .filter(chunk -> !chunk.getJsonArray("choices").isEmpty())
                .forEach(chunk -> streamed.append(text(chunk, "delta")));
        assertThat(streamed).hasToString(whole);
        assertThat(chunks.getLast().getJsonArray("choices")).isEmpty();
        assertThat(chunks.getLast().getJsonObject("usage").getInteger("completion_tokens"))
                .isGreaterThan(5);
        assertThat(body).endsWith("data: [DONE]\n\n");
    }

    @Test
    void tellsNoUsageInAStreamUnlessAsked() throws Exception {
        assertThat(post(CHAT, chat().put("stream", true), "").body()).doesNotContain("usage");
    }

    @Test
    void answersAsAnthropic() throws Exception {
        JsonObject body = new JsonObject(post(MESSAGES, chat(), "").body());

        assertThat(body.getString("type")).isEqualTo("message");
        assertThat(body.getJsonArray("content").getJsonObject(0).getString("text"))
                .contains("simulated some-model");
        assertThat(body.getString("stop_reason")).isEqualTo("end_turn");
        assertThat(body.getJsonObject("usage").getMap())
                .containsKeys("input_tokens", "output_tokens", "cache_read_input_tokens");
    }

    @Test
    void streamsAsAnthropicInItsOrderOfEvents() throws Exception {
        String body = post(MESSAGES, chat().put("stream", true), "chunks=2").body();

        assertThat(body.lines().filter(line -> line.startsWith("event: ")).map(line -> line.substring(7)))
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "ping",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(data(body))
                .allSatisfy(event -> assertThat(event.getString("type")).isNotEmpty());
    }

    @Test
    void callsToolsInBothDialectsWholeAndStreamed() throws Exception {
        JsonObject schema = new JsonObject("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}");
        JsonObject openAi = chat().put("tool_choice", "required")
                .put(
                        "tools",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("type", "function")
                                        .put(
                                                "function",
                                                new JsonObject()
                                                        .put("name", "look")
                                                        .put("parameters", schema))));
        JsonObject anthropic = chat().put("tool_choice", new JsonObject().put("type", "any"))
                .put(
                        "tools",
                        new JsonArray().add(new JsonObject().put("name", "look").put("input_schema", schema)));

        assertThat(post(CHAT, openAi, "").body())
                .contains("\"finish_reason\":\"tool_calls\"", "{\\\"city\\\":\\\"simulated city\\\"}");
        assertThat(post(MESSAGES, anthropic, "").body())
                .contains("\"stop_reason\":\"tool_use\"", "\"input\":{\"city\":\"simulated city\"}");
        assertThat(arguments(data(post(CHAT, openAi.put("stream", true), "").body())))
                .isEqualTo("{\"city\":\"simulated city\"}");
        assertThat(partialJson(
                        data(post(MESSAGES, anthropic.put("stream", true), "").body())))
                .isEqualTo("{\"city\":\"simulated city\"}");
    }

    @Test
    void playsAnAzureDeployment() throws Exception {
        String path = "/openai/deployments/my%20gpt/chat/completions";

        HttpResponse<String> answer = post(path + "?api-version=2024-10-21", chat().put("stream", true), "");

        assertThat(data(answer.body()).getFirst().getMap()).containsKey("prompt_filter_results");
        assertThat(answer.body()).contains("my gpt");
        assertThat(post(path, chat(), "").statusCode()).isEqualTo(404);
    }

    @Test
    void seesImages() throws Exception {
        JsonObject request = chat();
        request.getJsonArray("messages")
                .add(new JsonObject()
                        .put("role", "user")
                        .put(
                                "content",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("type", "text")
                                                .put("text", "What is this?"))
                                        .add(new JsonObject()
                                                .put("type", "image_url")
                                                .put(
                                                        "image_url",
                                                        new JsonObject().put("url", "data:image/png;base64,AAAA")))));

        JsonObject body = new JsonObject(post(CHAT, request, "").body());

        assertThat(body.getJsonObject("usage").getInteger("prompt_tokens")).isGreaterThan(Tokens.PER_IMAGE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions | {\"model\":\"m\"}                   | Missing required parameter: 'messages'.",
                "/v1/chat/completions | {\"messages\":[]}                  | you must provide a model parameter",
                "/v1/chat/completions | {\"model\":\"m\",\"messages\":[1]} | Invalid type for 'messages[0]'",
                "/v1/chat/completions | [                                  | We could not parse the JSON body",
                "/v1/messages         | {\"model\":\"m\",\"messages\":[]}  | max_tokens: Field required",
                "/v1/messages         | nonsense                           | We could not parse the JSON body",
            })
    void refusesLikeTheVendor(String path, String body, String reason) throws Exception {
        HttpResponse<String> answer = post(path, body, "");

        JsonObject error = new JsonObject(answer.body());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error.getJsonObject("error").getString("message")).contains(reason);
        assertThat(error.getJsonObject("error").getString("type")).isEqualTo("invalid_request_error");
        assertThat(error.containsKey("type")).isEqualTo(path.equals(MESSAGES));
    }

    @Test
    void answersWithTheStatusItIsToldInTheModelsName() throws Exception {
        HttpResponse<String> answer = post(CHAT, chat().put("model", "gpt-4o-mini;status=429:3"), "");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).contains("3");
        assertThat(answer.body()).contains("rate_limit_exceeded");
    }

    @Test
    void refusesAFaultItDoesNotKnow() throws Exception {
        HttpResponse<String> answer = post(CHAT, chat(), "cutt=3");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("'cutt' is unknown");
    }

    @Test
    void cutsAStreamAfterSoManyChunks() throws Exception {
        String received = untilClosed(chat().put("stream", true), "cut=3");

        assertThat(data(received)).hasSize(1 + 3);
        assertThat(received).doesNotContain("[DONE]").doesNotContain("\r\n0\r\n\r\n");
    }

    @Test
    void cutsAWholeAnswerHalfWay() {
        assertThatThrownBy(() -> post(CHAT, chat(), "cut=0")).isInstanceOf(IOException.class);
    }

    @Test
    void stallsAfterSoManyChunksAndHoldsTheConnection() throws Exception {
        InputStream body = stream("stall=2");
        BufferedReader reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        int chunks = 0;
        while (chunks < 3) {
            // The role, then two pieces of content: so many come.
            chunks += reader.readLine().startsWith("data: ") ? 1 : 0;
        }
        reader.readLine();

        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                body.read();
            } catch (IOException e) {
                // The test is over.
            }
        });

        assertThat(waiting.join(Duration.ofMillis(300))).isFalse();
        body.close();
    }

    @Test
    void neverAnswersWhenToldToHang() {
        HttpRequest request = request(CHAT, chat().encode(), "hang")
                .timeout(Duration.ofMillis(300))
                .build();

        assertThatThrownBy(() -> client.send(request, HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void takesItsTimeWhenToldTo() throws Exception {
        long started = System.nanoTime();

        post(CHAT, chat(), "latency=200ms");

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void endsAStreamWithAnErrorAndNoLastWord() throws Exception {
        assertThat(post(CHAT, chat().put("stream", true), "error-event=2").body())
                .contains("\"error\":{")
                .doesNotContain("[DONE]");
        assertThat(post(MESSAGES, chat().put("stream", true), "error-event=2").body())
                .contains("event: error\n")
                .doesNotContain("message_stop");
    }

    @Test
    void leavesOutOrBreaksWhatItIsToldTo() throws Exception {
        JsonObject stream = chat().put("stream", true).put("stream_options", usage());

        assertThat(post(CHAT, stream, "no-done").body())
                .doesNotContain("[DONE]")
                .contains("\"usage\":{");
        assertThat(post(CHAT, stream, "no-usage").body())
                .doesNotContain("usage")
                .contains("[DONE]");
        assertThat(post(CHAT, stream, "comments").body()).contains("\n: the simulator");
        assertThat(post(CHAT, stream, "malformed").body()).contains("\"del\n\n");
        assertThat(post(CHAT, chat(), "malformed").body()).startsWith("{").doesNotEndWith("}");
        assertThat(new JsonObject(post(CHAT, chat(), "no-usage").body()).containsKey("usage"))
                .isFalse();
    }

    @Test
    void sendsTheSameBytesHoweverTheyAreSplit() throws Exception {
        JsonObject stream = chat().put("stream", true);
        String created = "\"created\":\\d+";

        String split = post(CHAT, stream, "split=7,chunks=40").body();

        assertThat(split.replaceAll(created, ""))
                .isEqualTo(post(CHAT, stream, "chunks=40").body().replaceAll(created, ""));
    }

    private InputStream stream(String faults) throws Exception {
        return client.send(
                        request(CHAT, chat().put("stream", true).encode(), faults)
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream())
                .body();
    }

    /** Everything that came, read without a client that would throw half of it away. */
    private String untilClosed(JsonObject body, String faults) throws IOException {
        URI address = URI.create(url);
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nx-aigw-simulate: " + faults
                                    + "\r\ncontent-length: " + body.encode().length() + "\r\n\r\n" + body.encode())
                            .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private HttpResponse<String> post(String path, JsonObject body, String faults) throws Exception {
        return post(path, body.encode(), faults);
    }

    private HttpResponse<String> post(String path, String body, String faults) throws Exception {
        return client.send(request(path, body, faults).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String body, String faults) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .header("x-aigw-simulate", faults)
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static JsonObject chat() {
        return new JsonObject()
                .put("model", "some-model")
                .put("max_tokens", 1000)
                .put(
                        "messages",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", "Say hello.")));
    }

    private static JsonObject usage() {
        return new JsonObject().put("include_usage", true);
    }

    private static List<JsonObject> data(String body) {
        return body.lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> new JsonObject(line.substring(6)))
                .toList();
    }

    private static String text(JsonObject body, String holder) {
        return body.getJsonArray("choices")
                .getJsonObject(0)
                .getJsonObject(holder)
                .getString("content", "");
    }

    private static String arguments(List<JsonObject> chunks) {
        StringBuilder arguments = new StringBuilder();
        for (JsonObject chunk : chunks) {
            JsonArray calls = chunk.getJsonArray("choices")
                    .getJsonObject(0)
                    .getJsonObject("delta")
                    .getJsonArray("tool_calls", new JsonArray());
            calls.forEach(call -> arguments.append(
                    ((JsonObject) call).getJsonObject("function").getString("arguments")));
        }
        return arguments.toString();
    }

    private static String partialJson(List<JsonObject> events) {
        StringBuilder json = new StringBuilder();
        events.stream()
                .map(event -> event.getJsonObject("delta", new JsonObject()).getString("partial_json", ""))
                .forEach(json::append);
        return json.toString();
    }
}
