package dev.aigw.provider;

import dev.aigw.config.ProviderConfig;
import dev.aigw.provider.Providers.Operation;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Where a provider's calls go and what every one of them carries: address, path, credential. */
final class Endpoint {
    /** The version of the Messages API that the Anthropic dialect is written to. */
    private static final String ANTHROPIC_VERSION = "2023-06-01";

    private static final int MAX_REMEMBERED = 1_000;

    private final ProviderConfig config;
    private final URI base;
    private final MultiMap headers;
    private final Map<Operation, Map<String, RequestOptions>> byModel = new EnumMap<>(Operation.class);

    Endpoint(ProviderConfig config) {
        this.config = config;
        this.base = URI.create(config.baseUrl());
        this.headers = HttpHeaders.headers()
                .set(HttpHeaders.CONTENT_TYPE, HttpHeaders.createOptimized("application/json"))
                .set(HttpHeaders.USER_AGENT, HttpHeaders.createOptimized("aigw"));
        if (config.kind() == ProviderConfig.Kind.ANTHROPIC) {
            headers.set("anthropic-version", ANTHROPIC_VERSION);
        }
        config.apiKey().ifPresent(key -> authorize(key.value()));
    }

    /** The request for a model; made once per model because most of it never changes. */
    RequestOptions request(Operation operation, String model) {
        Map<String, RequestOptions> remembered = byModel.computeIfAbsent(operation, first -> new HashMap<>());
        RequestOptions known = remembered.get(model);
        if (known == null) {
            known = make(operation, model);
            if (remembered.size() < MAX_REMEMBERED) {
                remembered.put(model, known);
            }
        }
        return known;
    }

    MultiMap headers() {
        return headers;
    }

    private RequestOptions make(Operation operation, String model) {
        boolean tls = base.getScheme().equals("https");
        int port = base.getPort() > 0 ? base.getPort() : tls ? 443 : 80;
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(base.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI((base.getRawPath() == null ? "" : base.getRawPath()) + path(operation, model));
    }

    private String path(Operation operation, String model) {
        String last = switch (operation) {
            case CHAT -> "/chat/completions";
            case IMAGES -> "/images/generations";
        };
        return switch (config.kind()) {
            case OPENAI, OPENAI_COMPATIBLE, SIMULATOR -> last;
            case ANTHROPIC -> "/v1/messages";
            case AZURE -> {
                ProviderConfig.Azure azure = config.azure().orElseThrow();
                yield "/openai/deployments/"
                        + escape(azure.deployments().getOrDefault(model, model))
                        + last
                        + "?api-version="
                        + escape(azure.apiVersion());
            }
        };
    }

    private void authorize(String key) {
        switch (config.kind()) {
            case OPENAI, OPENAI_COMPATIBLE, SIMULATOR -> headers.set(HttpHeaders.AUTHORIZATION, "Bearer " + key);
            case AZURE -> headers.set("api-key", key);
            case ANTHROPIC -> headers.set("x-api-key", key);
        }
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
