package dev.aigw.config;

import static dev.aigw.config.ConfigLoader.Mode.DEV;
import static dev.aigw.config.ConfigLoader.Mode.SERVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.aigw.config.ConfigLoader.Loaded;
import dev.aigw.config.ConfigLoader.Mode;
import dev.aigw.config.ProviderConfig.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderSettingsTest {
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "AIGW_POSTGRES_URL", "postgresql://db/aigw",
            "AIGW_REDIS_URL", "redis://cache",
            "AIGW_MASTER_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
            "OPENAI_API_KEY", "sk-1"));

    @TempDir
    private Path dir;

    @Test
    void takesTheNamesOfTheOrigin() {
        environment.put("OPENAI_BASE_URL", "http://localhost:9/v1/");
        environment.put("ANTHROPIC_API_KEY", "sk-2");
        environment.put("ANTHROPIC_BASE_URL", "http://localhost:8");
        environment.put("DEFAULT_PROVIDER", "anthropic");
        environment.put("STREAM_DEFAULT", "1");

        GatewayConfig config = load(SERVE, "").config();

        assertThat(provider(config, "openai").baseUrl()).isEqualTo("http://localhost:9/v1");
        assertThat(provider(config, "anthropic").baseUrl()).isEqualTo("http://localhost:8");
        assertThat(config.routing().defaultProvider()).isEqualTo("anthropic");
        assertThat(config.routing().streamDefault()).isTrue();
    }

    @Test
    void letsOurOwnNameOfASettingHoldOverTheOriginsOne() {
        environment.put("OPENAI_BASE_URL", "http://origin/v1");
        environment.put("AIGW_PROVIDERS_OPENAI_BASE_URL", "http://ours/v1");

        assertThat(provider(load(SERVE, "").config(), "openai").baseUrl()).isEqualTo("http://ours/v1");
    }

    @Test
    void setsAzureUpFromItsVariablesAlone() {
        environment.put("AZURE_OPENAI_API_KEY", "az");
        environment.put("AZURE_OPENAI_RESOURCE", "my-resource");
        environment.put("AZURE_OPENAI_DEPLOYMENT", "gpt-4o");
        environment.put("AZURE_OPENAI_API_VERSION", "2025-01-01-preview");

        ProviderConfig azure = provider(load(SERVE, "").config(), "azure");

        assertThat(azure.kind()).isEqualTo(Kind.AZURE);
        assertThat(azure.baseUrl()).isEqualTo("https://my-resource.openai.azure.com");
        assertThat(azure.defaultModel()).isEqualTo("gpt-4o");
        assertThat(azure.azure()).contains(new ProviderConfig.Azure("2025-01-01-preview", Map.of("gpt-4o", "gpt-4o")));
    }

    @Test
    void mapsTheDefaultModelOfAzureToItsDeployment() {
        environment.put("AZURE_OPENAI_API_KEY", "az");
        environment.put("AZURE_OPENAI_ENDPOINT", "https://my-resource.openai.azure.com/");
        environment.put("AZURE_OPENAI_DEPLOYMENT", "prod");

        ProviderConfig azure = provider(
                load(SERVE, "providers: {azure: {default-model: gpt-4o, deployments: {gpt-4.1: big}}}")
                        .config(),
                "azure");

        assertThat(azure.defaultModel()).isEqualTo("gpt-4o");
        assertThat(azure.azure().orElseThrow().deployments()).isEqualTo(Map.of("gpt-4o", "prod", "gpt-4.1", "big"));
    }

    @Test
    void leavesAzureOutWithoutAnEndpointInDevToo() {
        environment.put("AZURE_OPENAI_API_KEY", "az");

        Loaded loaded = load(DEV, "");

        assertThat(loaded.config().provider("azure")).isEmpty();
        assertThat(loaded.notes())
                .anyMatch(note -> note.startsWith("provider azure is left out: neither AZURE_OPENAI_"));
    }

    @Test
    void setsUpFurtherProvidersWithAndWithoutKeys() {
        environment.put("GROQ_KEY", "gk");
        environment.put("AIGW_PROVIDERS_MY_LLM_BREAKER_RESET", "7s");

        GatewayConfig config = load(SERVE, """
                        providers:
                          groq: {base-url: https://api.groq.com/openai/v1, api-key-env: GROQ_KEY, models: [llama, mixtral]}
                          my-llm: {base-url: "http://10.0.0.1:8000/v1", models: ["*", own]}
                          second: {kind: anthropic, base-url: https://claude.example, api-key-env: NOT_SET, default-model: c}
                        """).config();

        assertThat(config.providers()).extracting(ProviderConfig::name).containsExactly("openai", "groq", "my-llm");
        ProviderConfig groq = provider(config, "groq");
        assertThat(groq.kind()).isEqualTo(Kind.OPENAI_COMPATIBLE);
        assertThat(groq.apiKey().orElseThrow().value()).isEqualTo("gk");
        assertThat(groq.defaultModel()).isEqualTo("llama");
        ProviderConfig own = provider(config, "my-llm");
        assertThat(own.apiKey()).isEmpty();
        assertThat(own.simulated()).isFalse();
        assertThat(own.defaultModel()).isEqualTo("own");
        assertThat(own.breaker().reset()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void missesAKeyThatSomebodySaidWouldBeThere() {
        Loaded loaded = load(
                SERVE,
                "providers: {groq: {base-url: 'https://api.groq.com/v1', default-model: m, api-key-env: GROQ_KEY}}");

        assertThat(loaded.config().provider("groq")).isEmpty();
        assertThat(loaded.notes()).contains("provider groq is left out: GROQ_KEY is not set");
    }

    @Test
    void readsKeysFromFiles() throws Exception {
        Path key = Files.writeString(dir.resolve("key"), "sk-from-file\n");
        environment.remove("OPENAI_API_KEY");
        environment.put("OPENAI_API_KEY_FILE", key.toString());

        GatewayConfig config = load(
                        SERVE,
                        "providers: {other: {base-url: 'https://x/v1', default-model: m, api-key-file: %s}}"
                                .formatted(key))
                .config();

        assertThat(provider(config, "openai").apiKey().orElseThrow().value()).isEqualTo("sk-from-file");
        assertThat(provider(config, "other").apiKey().orElseThrow().value()).isEqualTo("sk-from-file");
    }

    @Test
    void takesAKeyInClearOnlyFromThoseWhoInsist() {
        environment.remove("OPENAI_API_KEY");

        ConfigException refused = catchThrowableOfType(
                ConfigException.class, () -> load(SERVE, "providers: {openai: {api-key: sk-clear}}"));
        GatewayConfig config = load(SERVE, "{allow-clear-keys: true, providers: {openai: {api-key: sk-clear}}}")
                .config();

        assertThat(refused).hasMessageContaining("providers.openai.api-key: is a key in clear");
        assertThat(provider(config, "openai").apiKey().orElseThrow().value()).isEqualTo("sk-clear");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "providers: {openai: {api-key: sk-leak}}",
                "providers: {openai: {api-key-env: sk-leak}}",
                "providers: {openai: {api-key-file: /no/sk-leak}}",
                "providers: {openai: {base-url: 'https://user:sk-leak@host/v1'}}",
                "providers: {openai: {base-url: 'https://host/v1?key=sk-leak'}}",
                "providers: {openai: {base-url: 'ht tp://sk-leak'}}",
                "providers: {openai: {default-model: [sk-leak]}}",
                "providers: {openai: {max-connections: sk-leak-that-is-longer-than-a-number}}",
                "providers: {azure: {resource: 'sk-leak/x', base-url: 'x'}}",
                "stores: {postgres-url: 'postgresql://u:sk-leak@h/d'}",
                "routing: {models-file: /no/sk-leak}",
                "http: {host: 'sk leak sk-leak'}"
            })
    void neverRepeatsWhatMayBeAKey(String yaml) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> load(SERVE, yaml));

        assertThat(refused.toString()).doesNotContain("leak");
        assertThat(refused.getCause()).isNull();
    }

    @Test
    void neverShowsAKeyInAConfigurationThatIsPrinted() {
        environment.put("OPENAI_API_KEY", "sk-leak");
        environment.put("AIGW_POSTGRES_URL", "postgresql://u:sk-leak@h/d");

        assertThat(load(SERVE, "").toString()).contains("openai").doesNotContain("sk-leak", "MDEy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk 1", "sk\n1", "sk-é"})
    void refusesAKeyThatCannotStandInAHeader(String key) {
        environment.put("OPENAI_API_KEY", key);

        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> load(SERVE, ""));

        assertThat(refused).hasMessageContaining("providers.openai.api-key: is empty, or has blanks");
    }

    @Test
    void leavesOutWhatIsSwitchedOff() {
        GatewayConfig config =
                load(DEV, "providers: {anthropic: {enabled: false}}").config();

        assertThat(config.providers()).extracting(ProviderConfig::name).containsExactly("openai", "simulator");
    }

    @Test
    void letsNobodyBePlayedByASimulatorThatIsOff() {
        Loaded loaded = load(DEV, "simulator: {enabled: false}");
        ConfigException refused = catchThrowableOfType(
                ConfigException.class, () -> load(SERVE, "providers: {fake: {kind: simulator, default-model: m}}"));

        assertThat(loaded.config().providers()).extracting(ProviderConfig::name).containsExactly("openai");
        assertThat(refused).hasMessageContaining("providers.fake.kind: needs the simulator, which is off");
    }

    @Test
    void hasTheSimulatorInProductionForThoseWhoAskForIt() {
        environment.remove("OPENAI_API_KEY");

        GatewayConfig config = load(SERVE, "simulator: {enabled: true}").config();

        assertThat(config.providers()).extracting(ProviderConfig::name).containsExactly("simulator");
        assertThat(config.routing().defaultProvider()).isEqualTo("simulator");
    }

    @Test
    void warnsOfAKeyThatTravelsInClear() {
        environment.put("OPENAI_BASE_URL", "http://proxy.example/v1");

        assertThat(load(SERVE, "").notes())
                .contains("provider openai is sent its key in clear text: its base-url is http");
        environment.put("OPENAI_BASE_URL", "http://127.0.0.1:9/v1");
        assertThat(load(SERVE, "").notes()).noneMatch(note -> note.contains("clear text"));
    }

    private Loaded load(Mode mode, String yaml) {
        try {
            Path file = Files.writeString(dir.resolve("aigw.yaml"), yaml);
            return ConfigLoader.load(mode, Sources.discover(dir, environment, Optional.of(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProviderConfig provider(GatewayConfig config, String name) {
        return config.provider(name).orElseThrow();
    }
}
