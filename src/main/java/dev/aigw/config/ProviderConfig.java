package dev.aigw.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One upstream.
 *
 * @param name what callers and reports call it
 * @param kind what it speaks and how it is addressed
 * @param baseUrl without a trailing slash; for OpenAI's dialect up to and including {@code /v1}
 * @param apiKey absent for servers that need none
 * @param defaultModel what is asked of this provider when the caller names nothing
 * @param models those offered beside what the model table knows; {@code *} accepts any name
 * @param azure set for {@link Kind#AZURE} only
 * @param simulated whether the simulator answers: always for {@link Kind#SIMULATOR}, and in dev for one that has no key
 * @param keepAlive how long an idle connection is kept; shorter than the upstream keeps it
 * @param headTimeout until the answer's head has arrived
 * @param chunkTimeout silence within an answer's body
 * @param totalTimeout for a whole answer, or a stream
 * @param maxConnections to this upstream, per lane
 * @param whenCallerLeaves whether a call is finished whose caller is gone
 * @param maxWaiting requests that may wait for a connection, per lane
 */
public record ProviderConfig(
        String name,
        Kind kind,
        String baseUrl,
        Optional<Secret> apiKey,
        String defaultModel,
        List<String> models,
        Optional<Azure> azure,
        boolean simulated,
        Duration connectTimeout,
        Duration keepAlive,
        Duration headTimeout,
        Duration chunkTimeout,
        Duration totalTimeout,
        int maxConnections,
        int maxWaiting,
        long maxAnswerBytes,
        Breaker breaker,
        WhenCallerLeaves whenCallerLeaves) {

    public ProviderConfig {
        models = List.copyOf(models);
    }

    /** What a provider speaks and how it is addressed. */
    public enum Kind {
        OPENAI,
        /** Azure OpenAI: deployments in the path, {@code api-version} in the query, {@code api-key} as the header. */
        AZURE,
        /** Any server that speaks OpenAI's chat completions. */
        OPENAI_COMPATIBLE,
        ANTHROPIC,
        SIMULATOR
    }

    /** What becomes of a call at this provider when its caller is gone. */
    public enum WhenCallerLeaves {
        /** A whole answer to a request with an id is finished, so that its retry gets it; everything else is cancelled. */
        AUTO,
        CANCEL,
        /** Read to the end, so that the provider tells what it counted. */
        DRAIN
    }

    /** A credential; prints as dots. */
    public record Secret(String value) {
        @Override
        public String toString() {
            return "…";
        }
    }

    /**
     * How Azure is addressed.
     *
     * @param deployments model name to deployment; a model that is not listed is its own deployment
     */
    public record Azure(String apiVersion, Map<String, String> deployments) {
        public Azure {
            deployments = Collections.unmodifiableMap(new LinkedHashMap<>(deployments));
        }
    }

    /**
     * When a provider is left alone.
     *
     * @param failures how many in a row open the breaker
     * @param reset how long it stays open before one request may try
     */
    public record Breaker(int failures, Duration reset) {}

    /** The same at another address. */
    public ProviderConfig withBaseUrl(String baseUrl) {
        return new ProviderConfig(
                name,
                kind,
                baseUrl,
                apiKey,
                defaultModel,
                models,
                azure,
                simulated,
                connectTimeout,
                keepAlive,
                headTimeout,
                chunkTimeout,
                totalTimeout,
                maxConnections,
                maxWaiting,
                maxAnswerBytes,
                breaker,
                whenCallerLeaves);
    }
}
