package dev.aigw.config;

import static dev.aigw.config.ConfigLoader.Mode.DEV;
import static dev.aigw.config.ConfigLoader.Mode.SERVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.aigw.config.ConfigLoader.Loaded;
import dev.aigw.config.ConfigLoader.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
    private static final String MASTER_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final Map<String, String> STORES = Map.of(
            "AIGW_POSTGRES_URL", "postgresql://aigw:pg-secret@db:5432/aigw",
            "AIGW_REDIS_URL", "redis://:redis-secret@cache:6379",
            "AIGW_MASTER_KEY", MASTER_KEY);

    private final Map<String, String> environment = new HashMap<>(STORES);
    private final Map<String, String> overrides = new HashMap<>();

    @TempDir
    private Path dir;

    @Test
    void needsNothingButAKeyAndTheStores() {
        environment.put("OPENAI_API_KEY", "sk-1");

        GatewayConfig config = load(SERVE, "").config();

        assertThat(config.http().port()).isEqualTo(8080);
        assertThat(config.http().host()).isEqualTo("0.0.0.0");
        assertThat(config.http().maxBodyBytes()).isEqualTo(10 << 20);
        assertThat(config.management()).isEqualTo(new ManagementConfig("127.0.0.1", 9090));
        assertThat(config.limits().timeout()).isEqualTo(Duration.ofMillis(50));
        assertThat(config.routing().defaultProvider()).isEqualTo("openai");
        assertThat(config.stores().masterKey().value()).isEqualTo(MASTER_KEY);
        assertThat(config.simulator().enabled()).isFalse();
        assertThat(config.providers()).extracting(ProviderConfig::name).containsExactly("openai");
        ProviderConfig openai = config.provider("openai").orElseThrow();
        assertThat(openai.baseUrl()).isEqualTo("https://api.openai.com/v1");
        assertThat(openai.apiKey().orElseThrow().value()).isEqualTo("sk-1");
        assertThat(openai.simulated()).isFalse();
    }

    @Test
    void keepsToLoopbackAndPlaysKeylessProvidersInDev() {
        environment.put("ANTHROPIC_API_KEY", "sk-2");

        Loaded loaded = load(DEV, "");

        GatewayConfig config = loaded.config();
        assertThat(config.http().host()).isEqualTo("127.0.0.1");
        assertThat(config.providers())
                .extracting(ProviderConfig::name, ProviderConfig::simulated)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("openai", true),
                        org.assertj.core.groups.Tuple.tuple("anthropic", false),
                        org.assertj.core.groups.Tuple.tuple("simulator", true));
        assertThat(config.routing().defaultProvider()).isEqualTo("anthropic");
        assertThat(loaded.notes()).contains("provider openai is played by the simulator: OPENAI_API_KEY is not set");
    }

    @Test
    void letsTheFirstProviderBeTheDefaultWhereNoneHasAKey() {
        assertThat(load(DEV, "").config().routing().defaultProvider()).isEqualTo("openai");
    }

    @Test
    void leavesOutAProviderWithoutAKeyInProductionAndSaysSo() {
        environment.put("ANTHROPIC_API_KEY", "sk-2");

        Loaded loaded = load(SERVE, "");

        assertThat(loaded.config().providers()).extracting(ProviderConfig::name).containsExactly("anthropic");
        assertThat(loaded.notes()).containsExactly("provider openai is left out: OPENAI_API_KEY is not set");
    }

    @Test
    void refusesToStartWithoutAnyProvider() {
        assertThat(problems(SERVE, "")).anySatisfy(text -> assertThat(text).startsWith("providers: none can be used"));
    }

    @Test
    void refusesADefaultProviderThatIsNotThere() {
        environment.put("ANTHROPIC_API_KEY", "sk-2");
        environment.put("DEFAULT_PROVIDER", "openai");

        assertThat(problems(SERVE, ""))
                .containsExactly(
                        "routing.default-provider: names a provider that is left out: OPENAI_API_KEY is not set;"
                                + " allowed: the name of a provider (environment variable DEFAULT_PROVIDER)");
        environment.put("DEFAULT_PROVIDER", "antropic");
        assertThat(problems(SERVE, "")).singleElement().asString().contains("did you mean anthropic?");
    }

    @Test
    void followsThePrecedence() throws Exception {
        environment.put("OPENAI_API_KEY", "sk-1");
        Path envFile = Files.writeString(
                dir.resolve("own.env"), "AIGW_HTTP_PORT=3\nAIGW_HTTP_MAX_URL=3KiB\nAIGW_AUTH_LEEWAY=3s\n");
        environment.put("AIGW_ENV_FILE", envFile.toString());
        environment.put("AIGW_HTTP_PORT", "4");
        environment.put("AIGW_HTTP_MAX_URL", "4KiB");
        overrides.put("http.port", "5");

        GatewayConfig config = load(SERVE, """
                        http: {port: 2, max-url: 2KiB, max-messages: 2}
                        auth: {leeway: 2s}
                        """).config();

        assertThat(config.http().port()).isEqualTo(5);
        assertThat(config.http().maxUrlBytes()).isEqualTo(4 << 10);
        assertThat(config.auth().leeway()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.http().maxMessages()).isEqualTo(2);
        assertThat(config.http().maxConnections()).isEqualTo(10_000);
    }

    @Test
    void tellsEverythingThatIsWrongAtOnce() {
        environment.remove("AIGW_REDIS_URL");
        environment.put("AIGW_MASTER_KEY", "too-short");
        environment.put("AIGW_HTTP_MAX_BODY", "10MB");
        environment.put("STREAM_DEFAULT", "maybe");
        overrides.put("http.prot", "1");

        List<String> problems = problems(SERVE, """
                lanes: many
                http:
                  port: 70000
                  max-bdy: 1MiB
                  keep-alive: [1s]
                  heartbeat:
                management: 9090
                limit: {timeout: 1s}
                providers:
                  Local: {base-url: http://localhost/v1, default-model: m}
                  other: {base-url: ftp://x, default-model: m, kind: opnai}
                  last: {base-url: http://localhost/v1, tiemout: 1s}
                usage:
                  interval: 1s
                  interval: 2s
                """);

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "aigw.yaml: has the key 'interval' twice (line 15)",
                        "lanes: 'many' is not a whole number; allowed: 1 to 256 (aigw.yaml, line 1)",
                        "http.port: '70000' is out of range; allowed: 0 to 65535 (aigw.yaml, line 3)",
                        "http.max-body: '10MB' is not a size such as 4096, 64KiB or 10MiB; allowed: 1KiB to 1GiB"
                                + " (environment variable AIGW_HTTP_MAX_BODY)",
                        "http.keep-alive: is not a single value; allowed: 1s to 1h (aigw.yaml, line 5)",
                        "http.heartbeat: has no value; give it one or remove the line (aigw.yaml, line 6)",
                        "providers.Local: is not a name for a provider; allowed: small letters, digits and -, at most 32",
                        "providers.other.kind: 'opnai' is none of the words known here; allowed: openai, azure,"
                                + " openai-compatible, anthropic, simulator (aigw.yaml, line 11)",
                        "providers.other.base-url: does not begin with http:// or https://; allowed: an http(s) URL"
                                + " without credentials (aigw.yaml, line 11)",
                        "providers.other.base-url: is not set; allowed: an http(s) URL",
                        "providers.last.default-model: is not set, nor is any model; allowed: a model's name",
                        "routing.stream-default: 'maybe' is neither true nor false; allowed: true or false (environment"
                                + " variable STREAM_DEFAULT)",
                        "stores.redis-url: is not set; allowed: AIGW_REDIS_URL or AIGW_REDIS_URL_FILE:"
                                + " redis://:password@host:port/number",
                        "stores.master-key: is neither hexadecimal nor Base64; allowed: 32 bytes, such as openssl rand"
                                + " -base64 32 makes",
                        "http.max-bdy: is not a setting; did you mean max-body? (aigw.yaml, line 4)",
                        "management: is a group of settings, not a value; allowed: key: value lines below it (aigw.yaml,"
                                + " line 7)",
                        "limit: is not a setting; did you mean limits? (aigw.yaml, line 8)",
                        "providers.last.tiemout: is not a setting (aigw.yaml, line 12)",
                        "http.prot: is not a setting; did you mean http.port? (command line)");
    }

    @Test
    void refusesTwoListenersOnOnePort() {
        environment.put("OPENAI_API_KEY", "sk-1");
        overrides.put("http.port", "7777");
        overrides.put("management.port", "7777");

        assertThat(problems(SERVE, "")).singleElement().asString().startsWith("management.port: is the port of http");
        overrides.put("http.port", "0");
        overrides.put("management.port", "0");
        assertThat(load(SERVE, "").config().http().port()).isZero();
    }

    @Test
    void notesUnknownVariablesOfTheEnvironmentAndRefusesThoseOfTheEnvFile() throws Exception {
        environment.put("OPENAI_API_KEY", "sk-1");
        environment.put("AIGW_HTP_PORT", "sk-secret");
        environment.put("AIGW_DATA", "/somewhere");

        assertThat(load(SERVE, "").notes())
                .contains("environment variable AIGW_HTP_PORT is not a setting; did you mean AIGW_HTTP_PORT?")
                .noneMatch(note -> note.contains("AIGW_DATA") || note.contains("sk-secret"));
        environment.put(
                "AIGW_ENV_FILE",
                Files.writeString(dir.resolve("own.env"), "AIGW_HTP_PORT=1\n").toString());
        assertThat(problems(SERVE, ""))
                .containsExactly("AIGW_HTP_PORT: is not a setting; did you mean AIGW_HTTP_PORT? (env file)");
    }

    @Test
    void findsTheFilesOfADirectory() throws Exception {
        Files.createDirectories(dir.resolve("conf"));
        Files.writeString(dir.resolve("conf").resolve("aigw.yaml"), "http: {port: 1}");
        Files.writeString(dir.resolve("aigw.env"), "OPENAI_API_KEY=sk-1\nBLANK=\n");
        environment.put("BLANK_TOO", " ");

        Sources sources = Sources.discover(dir, environment, Optional.empty());

        assertThat(ConfigLoader.load(SERVE, sources).config().http().port()).isEqualTo(1);
        assertThat(sources.variable("OPENAI_API_KEY")).contains("sk-1");
        assertThat(sources.variable("BLANK")).isEmpty();
        assertThat(sources.variable("BLANK_TOO")).isEmpty();
        assertThat(sources.toString()).doesNotContain("secret");
    }

    @Test
    void refusesFilesThatAreNotThere() {
        environment.put("OPENAI_API_KEY", "sk-1");
        environment.put("AIGW_ENV_FILE", dir.resolve("no.env").toString());
        Sources sources = Sources.discover(dir, environment, Optional.of(dir.resolve("no.yaml")));

        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(SERVE, sources));

        assertThat(refused.problems()).hasSize(2);
        assertThat(refused)
                .hasMessageContaining("no.yaml: cannot be read")
                .hasMessageContaining("no.env: cannot be read");
    }

    @Test
    void readsAliasesAndWhereTheOwnTableIs() throws Exception {
        environment.put("OPENAI_API_KEY", "sk-1");
        Path table = Files.writeString(dir.resolve("own.csv"), "provider,model\n");

        RoutingConfig routing = load(SERVE, """
                        routing:
                          aliases: {fast: openai/gpt-4o-mini, best: [openai/gpt-5, anthropic/claude-opus-4-8]}
                          max-attempts: 5
                          models-file: %s
                        """.formatted(table)).config().routing();

        assertThat(routing.aliases())
                .containsEntry("fast", List.of("openai/gpt-4o-mini"))
                .containsEntry("best", List.of("openai/gpt-5", "anthropic/claude-opus-4-8"));
        assertThat(routing.maxAttempts()).isEqualTo(5);
        assertThat(routing.modelsFile()).contains(table);
    }

    @Test
    void readsTheStoresAloneWithoutMindingTheRest() {
        StoreConfig stores = ConfigLoader.loadStores(SERVE, sources("http: {port: wrong}"));

        assertThat(stores.postgresUrl().value()).isEqualTo("postgresql://aigw:pg-secret@db:5432/aigw");
        assertThat(stores.postgresPool()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY",
        "3031323334353637383961626364656630313233343536373839616263646566"
    })
    void takesTheMasterKeyInAnyOfItsForms(String written) {
        environment.put("AIGW_MASTER_KEY", written);

        assertThat(ConfigLoader.loadStores(SERVE, sources("")).masterKey().value())
                .isEqualTo(MASTER_KEY);
    }

    @Test
    void takesTheStoresFromTheCommandLineOrAFileButNotFromTheYaml() throws Exception {
        overrides.put("stores.postgres-url", "postgresql://other/db");
        environment.remove("AIGW_REDIS_URL");
        environment.put(
                "AIGW_REDIS_URL_FILE",
                Files.writeString(dir.resolve("redis"), "redis://from-file\n").toString());

        StoreConfig stores = ConfigLoader.loadStores(SERVE, sources(""));

        assertThat(stores.postgresUrl().value()).isEqualTo("postgresql://other/db");
        assertThat(stores.redis().url().value()).isEqualTo("redis://from-file");
        ConfigException refused = catchThrowableOfType(
                ConfigException.class,
                () -> ConfigLoader.loadStores(SERVE, sources("stores: {master-key: sk-secret}")));
        assertThat(refused).hasMessageContaining("must not stand in the YAML file");
        assertThat(refused.toString()).doesNotContain("sk-secret");
    }

    private Sources sources(String yaml) {
        try {
            return Sources.discover(dir, environment, Optional.of(Files.writeString(dir.resolve("aigw.yaml"), yaml)))
                    .with(overrides);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Loaded load(Mode mode, String yaml) {
        return ConfigLoader.load(mode, sources(yaml));
    }

    private List<String> problems(Mode mode, String yaml) {
        Sources sources = sources(yaml);
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(mode, sources));
        return refused.problems().stream()
                .map(ConfigProblem::toString)
                .map(text -> text.replace(dir + "/", ""))
                .toList();
    }
}
