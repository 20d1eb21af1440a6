package dev.aigw.cli;

import dev.aigw.config.ProviderConfig;
import dev.aigw.config.ProviderConfig.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Looks at a provider as the gateway would call it: found by name, trusted, and glad of our key. */
final class ProviderExamination implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final WebClient client;

    ProviderExamination(Vertx vertx) {
        this.client = WebClient.create(
                vertx,
                new WebClientOptions()
                        .setUserAgent("aigw doctor")
                        .setFollowRedirects(false)
                        .setConnectTimeout(Math.toIntExact(ANSWER.toMillis())));
    }

    /** Never fails. */
    Future<Finding> finding(ProviderConfig provider) {
        String subject = "provider " + provider.name();
        if (provider.kind() == Kind.SIMULATOR) {
            return Future.succeededFuture(Finding.ok(subject, "the built-in simulator"));
        }
        if (provider.simulated()) {
            return Future.succeededFuture(Finding.ok(
                    subject, "played by the simulator, because it has no key (" + keyVariable(provider) + ")"));
        }
        return request(provider)
                .send()
                .map(answer -> verdict(subject, provider, answer.statusCode()))
                .recover(cause -> Future.succeededFuture(unreachable(subject, provider, cause)));
    }

    private HttpRequest<Buffer> request(ProviderConfig provider) {
        String key = provider.apiKey().map(ProviderConfig.Secret::value).orElse("");
        String path = switch (provider.kind()) {
            case OPENAI, OPENAI_COMPATIBLE, SIMULATOR -> "/models";
            case ANTHROPIC -> "/v1/models";
            case AZURE ->
                "/openai/models?api-version="
                        + URLEncoder.encode(provider.azure().orElseThrow().apiVersion(), StandardCharsets.UTF_8);
        };
        HttpRequest<Buffer> request = client.getAbs(provider.baseUrl() + path).timeout(ANSWER.toMillis());
        if (key.isEmpty()) {
            return request;
        }
        return switch (provider.kind()) {
            case OPENAI, OPENAI_COMPATIBLE, SIMULATOR -> request.bearerTokenAuthentication(key);
            case ANTHROPIC -> request.putHeader("x-api-key", key).putHeader("anthropic-version", "2023-06-01");
            case AZURE -> request.putHeader("api-key", key);
        };
    }

    private static Finding verdict(String subject, ProviderConfig provider, int status) {
        String seen = provider.baseUrl() + " answered " + status;
        if (status >= 200 && status < 300) {
            return Finding.ok(subject, provider.baseUrl() + " answers, and takes the key");
        }
        return switch (status) {
            case 401, 403 ->
                Finding.fail(
                        subject,
                        seen + ": it refuses the key",
                        "Check " + keyVariable(provider) + ": is it whole, still valid, and of this account?");
            case 404, 405 ->
                Finding.warn(
                        subject,
                        seen + ": it has no list of models",
                        "Some servers have none. If calls fail too, base-url is wrong"
                                + (provider.kind() == Kind.ANTHROPIC || provider.kind() == Kind.AZURE
                                        ? "."
                                        : ": it mostly ends in /v1."));
            case 429 ->
                Finding.warn(
                        subject, seen + ": too many requests, or nothing left to spend", "Look at its billing page.");
            default ->
                status >= 300 && status < 400
                        ? Finding.fail(subject, seen + ": it points elsewhere", "Give the final address as base-url.")
                        : status >= 500
                                ? Finding.fail(subject, seen + ": it is in trouble", "Look at its status page.")
                                : Finding.warn(subject, seen, "The key may lack rights; try a call.");
        };
    }

    private static Finding unreachable(String subject, ProviderConfig provider, Throwable cause) {
        String url = provider.baseUrl();
        for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
            switch (reason) {
                case UnknownHostException unknown -> {
                    return Finding.fail(
                            subject,
                            "the host of " + url + " has no address",
                            "Is base-url spelled right, and does DNS work on this machine?");
                }
                case SSLException untrusted -> {
                    return Finding.fail(
                            subject,
                            "no trusted connection to " + url + ": " + untrusted.getMessage(),
                            "Is a proxy between, or the certificate of another name or authority?");
                }
                case TimeoutException late -> {
                    return Finding.fail(
                            subject,
                            url + " did not answer within " + ANSWER.toSeconds() + " s",
                            "Does a firewall hold it back, or does this machine need a proxy?");
                }
                case ConnectException refused -> {
                    return Finding.fail(
                            subject, "nothing answers at " + url, "Does it run, and may this machine reach it?");
                }
                default -> {
                    // The cause of it may say more.
                }
            }
        }
        return Finding.fail(subject, url + ": " + cause.getMessage(), "Check its base-url.");
    }

    private static String keyVariable(ProviderConfig provider) {
        return switch (provider.name()) {
            case "openai" -> "OPENAI_API_KEY";
            case "anthropic" -> "ANTHROPIC_API_KEY";
            case "azure" -> "AZURE_OPENAI_API_KEY";
            default -> "the key of " + provider.name().toLowerCase(Locale.ROOT);
        };
    }

    @Override
    public void close() {
        client.close();
    }
}
