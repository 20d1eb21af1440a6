package dev.aigw.routing;

import dev.aigw.config.ProviderConfig;
import dev.aigw.config.ProviderConfig.Azure;
import dev.aigw.config.ProviderConfig.Breaker;
import dev.aigw.config.ProviderConfig.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Providers for tests of routing. */
final class Fixtures {
    private Fixtures() {}

    static ProviderConfig provider(String name, Kind kind, String defaultModel, String... models) {
        return provider(name, kind, false, Map.of(), defaultModel, models);
    }

    static ProviderConfig simulated(String name, Kind kind, String defaultModel) {
        return provider(name, kind, true, Map.of(), defaultModel);
    }

    static ProviderConfig azure(Map<String, String> deployments, String defaultModel, String... models) {
        return provider("azure", Kind.AZURE, false, deployments, defaultModel, models);
    }

    private static ProviderConfig provider(
            String name,
            Kind kind,
            boolean simulated,
            Map<String, String> deployments,
            String defaultModel,
            String... models) {
        return new ProviderConfig(
                name,
                kind,
                "http://localhost/" + name,
                Optional.empty(),
                defaultModel,
                List.of(models),
                kind == Kind.AZURE ? Optional.of(new Azure("2024-10-21", deployments)) : Optional.empty(),
                simulated,
                Duration.ofSeconds(3),
                Duration.ofSeconds(30),
                Duration.ofSeconds(120),
                Duration.ofSeconds(60),
                Duration.ofMinutes(10),
                512,
                256,
                1L << 25,
                new Breaker(5, Duration.ofSeconds(15)),
                ProviderConfig.WhenCallerLeaves.AUTO);
    }

    static String text(String resource) {
        try (InputStream in = Objects.requireNonNull(Fixtures.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
