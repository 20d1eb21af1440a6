package dev.aigw.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/** A well-behaved HTTP client of one gateway. Headers are given as name, value, name, value. */
public final class Client {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient HTTP = client();

    private final String url;

    Client(int port) {
        this.url = "http://127.0.0.1:" + port;
    }

    /** {@code POST /api/v1/chat}. */
    public Reply chat(String credential, String body, String... headers) {
        return post("/api/v1/chat", credential, body, headers);
    }

    /** {@code POST /v1/chat/completions}. */
    public Reply completions(String credential, String body, String... headers) {
        return post("/v1/chat/completions", credential, body, headers);
    }

    public Reply post(String path, String credential, String body, String... headers) {
        return new Reply(send(request(path, withBearer(credential, headers), body), BodyHandlers.ofString()));
    }

    /** The same, read as it arrives. */
    public HttpResponse<InputStream> open(String path, String credential, String body, String... headers) {
        return send(request(path, withBearer(credential, headers), body), BodyHandlers.ofInputStream());
    }

    public Reply get(String path, String credential) {
        return new Reply(send(builder(path, withBearer(credential)).GET().build(), BodyHandlers.ofString()));
    }

    /** Any method, any headers, no credential of its own. */
    public Reply send(String method, String path, String body, String... headers) {
        return new Reply(send(
                builder(path, headers)
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString()));
    }

    /** A page of any address, such as the management port's. */
    public static Reply get(String address) {
        return new Reply(send(
                HttpRequest.newBuilder(URI.create(address)).timeout(PATIENCE).build(), BodyHandlers.ofString()));
    }

    private HttpRequest request(String path, String[] headers, String body) {
        return builder(path, headers)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private HttpRequest.Builder builder(String path, String... headers) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE);
        return headers.length == 0 ? builder : builder.headers(headers);
    }

    private static String[] withBearer(String credential, String... headers) {
        return Stream.concat(Stream.of("authorization", "Bearer " + credential), Arrays.stream(headers))
                .toArray(String[]::new);
    }

    private static <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) {
        try {
            return HTTP.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Forgets idle connections before any gateway of the tests closes them, or the two would race now and then. */
    private static HttpClient client() {
        System.setProperty("jdk.httpclient.keepalive.timeout", "1");
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }
}
