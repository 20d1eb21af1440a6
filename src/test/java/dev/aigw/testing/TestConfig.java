package dev.aigw.testing;

import dev.aigw.config.AlertConfig;
import dev.aigw.config.AuthConfig;
import dev.aigw.config.GatewayConfig;
import dev.aigw.config.HttpConfig;
import dev.aigw.config.JournalConfig;
import dev.aigw.config.LimitConfig;
import dev.aigw.config.ManagementConfig;
import dev.aigw.config.ProviderConfig;
import dev.aigw.config.ProviderConfig.Azure;
import dev.aigw.config.ProviderConfig.Breaker;
import dev.aigw.config.ProviderConfig.Kind;
import dev.aigw.config.ProviderConfig.Secret;
import dev.aigw.config.RedisConfig;
import dev.aigw.config.RoutingConfig;
import dev.aigw.config.SimulatorConfig;
import dev.aigw.config.StoreConfig;
import dev.aigw.config.UsageConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configuration of a gateway under test: every provider is played by the upstream, but for one that nobody plays. */
final class TestConfig {
    static final Secret MASTER_KEY = new Secret("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
    static final String PUBLIC_URL = "https://aigw.example.test";
    static final String OPENAI_KEY = "sk-test-openai-key";
    static final String ANTHROPIC_KEY = "sk-ant-test-key";
    static final String AZURE_KEY = "azure-test-key";

    /** What a request means that names one of these. */
    private static final Map<String, List<String>> ALIASES = Map.of(
            "fast", List.of("openai/gpt-4o-mini", "anthropic/claude-haiku-4-5"),
            "three", List.of("openai/gpt-4o-mini", "anthropic/claude-haiku-4-5", "local/local-model"),
            "dead-then-local", List.of("dead/dead-model", "local/local-model"));

    private final GatewayTest wishes;
    private final MisbehavingUpstream upstream;
    private final String deadUrl;
    private final Path journal;

    TestConfig(GatewayTest wishes, MisbehavingUpstream upstream, String deadUrl, Path journal) {
        this.wishes = wishes;
        this.upstream = upstream;
        this.deadUrl = deadUrl;
        this.journal = journal;
    }

    GatewayConfig with(String postgresUrl, String redisUrl) {
        return new GatewayConfig(
                wishes.lanes(),
                http(),
                new ManagementConfig("127.0.0.1", 0),
                new AuthConfig(Duration.ofSeconds(30), 10_000, 8_192),
                new LimitConfig(
                        Duration.ofMillis(wishes.limiterMillis()),
                        Duration.ofMillis(wishes.leaseMillis()),
                        Duration.ofSeconds(60),
                        wishes.maxKeptAnswerBytes(),
                        1_000),
                new RoutingConfig("openai", false, ALIASES, 3, Optional.empty()),
                providers(),
                new StoreConfig(
                        new Secret(postgresUrl),
                        4,
                        RedisConfig.standalone(new Secret(redisUrl)),
                        Duration.ofSeconds(5),
                        MASTER_KEY,
                        Optional.empty()),
                new UsageConfig(
                        500,
                        Duration.ofMillis(20),
                        1,
                        Duration.ofDays(90),
                        new JournalConfig(journal, 1 << 20, 1L << 30, Duration.ofSeconds(1))),
                new AlertConfig(1_000_000_000),
                new SimulatorConfig(false, Duration.ZERO, Duration.ZERO));
    }

    private HttpConfig http() {
        return new HttpConfig(
                "127.0.0.1",
                0,
                wishes.maxBodyBytes(),
                32 * 1024,
                8 * 1024,
                100,
                2_000,
                wishes.maxInFlight(),
                wishes.maxConnections(),
                Duration.ofMillis(wishes.headerMillis()),
                Duration.ofMillis(wishes.bodyMillis()),
                Duration.ofMillis(wishes.keepAliveMillis()),
                Duration.ofMillis(wishes.writeMillis()),
                Duration.ofMillis(wishes.heartbeatMillis()),
                false,
                Duration.ofMillis(wishes.graceMillis()),
                Optional.of(PUBLIC_URL));
    }

    private List<ProviderConfig> providers() {
        return List.of(
                provider("openai", Kind.OPENAI, upstream.url("openai") + "/v1", OPENAI_KEY, "gpt-4o-mini", List.of()),
                provider(
                        "anthropic",
                        Kind.ANTHROPIC,
                        upstream.url("anthropic"),
                        ANTHROPIC_KEY,
                        "claude-haiku-4-5",
                        List.of()),
                provider("azure", Kind.AZURE, upstream.url("azure"), AZURE_KEY, "gpt-4-turbo", List.of()),
                provider(
                        "local",
                        Kind.OPENAI_COMPATIBLE,
                        upstream.url("local") + "/v1",
                        "",
                        "local-model",
                        List.of("tiny")),
                provider("dead", Kind.OPENAI_COMPATIBLE, deadUrl, "", "dead-model", List.of()));
    }

    private ProviderConfig provider(
            String name, Kind kind, String url, String key, String defaultModel, List<String> models) {
        return new ProviderConfig(
                name,
                kind,
                url,
                Optional.of(key).filter(text -> !text.isEmpty()).map(Secret::new),
                defaultModel,
                models,
                kind == Kind.AZURE
                        ? Optional.of(new Azure(
                                "2024-10-21", Map.of("gpt-4-turbo", "our-turbo", "gpt-image-1", "our-images")))
                        : Optional.empty(),
                false,
                Duration.ofSeconds(2),
                Duration.ofSeconds(60),
                Duration.ofMillis(wishes.headMillis()),
                Duration.ofMillis(wishes.chunkMillis()),
                Duration.ofMillis(wishes.totalMillis()),
                256,
                256,
                wishes.maxAnswerBytes(),
                new Breaker(wishes.breakerFailures(), Duration.ofMillis(wishes.breakerResetMillis())),
                wishes.whenCallerLeaves());
    }
}
