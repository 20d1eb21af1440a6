package dev.aigw.config;

import dev.aigw.config.ProviderConfig.Secret;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the whole configuration once, or tells everything that is wrong with it at once. Reads files: call it before anything
 * runs on an event loop.
 */
public final class ConfigLoader {
    private final Reading reading;
    private final Mode mode;
    private final Section root;

    private ConfigLoader(Mode mode, Sources sources) {
        this.mode = mode;
        this.reading = new Reading(sources);
        this.root = reading.root();
    }

    /** What the configuration is read for. */
    public enum Mode {
        /** Production: a provider without a key is not there. */
        SERVE,
        /** A developer's machine: the simulator plays the providers that have no key, and listeners stay on loopback. */
        DEV
    }

    /**
     * A configuration to start with.
     *
     * @param process what the process around the gateway is told
     * @param notes what its owner should hear at start although it is not wrong; without any credential
     */
    public record Loaded(GatewayConfig config, ProcessConfig process, List<String> notes) {
        public Loaded {
            notes = List.copyOf(notes);
        }
    }

    /**
     * Reads and checks everything.
     *
     * @throws ConfigException with every problem there is
     */
    public static Loaded load(Mode mode, Sources sources) {
        ConfigLoader loader = new ConfigLoader(mode, sources);
        GatewayConfig config = loader.config();
        ProcessConfig process = loader.process();
        loader.reading.refuseTheUnknown();
        loader.refuseProblems(loader.reading.problems());
        return new Loaded(config, process, loader.reading.notes());
    }

    /**
     * Reads and checks what commands need that only use the stores: what is wrong elsewhere is not their business.
     *
     * @throws ConfigException with every problem of the stores
     */
    public static StoreConfig loadStores(Mode mode, Sources sources) {
        ConfigLoader loader = new ConfigLoader(mode, sources);
        StoreConfig stores = loader.stores(new Credentials(loader.reading, false));
        loader.refuseProblems(loader.reading.problems());
        return stores;
    }

    /**
     * Reads where sites reach the gateway, and nothing else; empty when nobody said.
     *
     * @throws ConfigException when it is wrong
     */
    public static Optional<String> loadPublicUrl(Mode mode, Sources sources) {
        ConfigLoader loader = new ConfigLoader(mode, sources);
        Optional<String> url = publicUrl(loader.root.section("http"));
        loader.refuseProblems(loader.reading.problems());
        return url;
    }

    /** Every setting there is, in the order of the documentation. */
    public static List<Setting> describe(Mode mode) {
        return describe(mode, new Sources(Optional.empty(), Optional.empty(), Map.of(), Map.of()));
    }

    /** Every setting as these sources have it, whether it is right or wrong. */
    public static List<EffectiveSetting> effective(Mode mode, Sources sources) {
        ConfigLoader loader = new ConfigLoader(mode, sources);
        loader.config();
        loader.process();
        return loader.reading.settings().stream().map(loader.reading::effective).toList();
    }

    /** Every setting there is, those of the further providers that the sources name included. */
    static List<Setting> describe(Mode mode, Sources sources) {
        ConfigLoader loader = new ConfigLoader(mode, sources);
        loader.config();
        loader.process();
        return loader.reading.settings();
    }

    private void refuseProblems(List<ConfigProblem> problems) {
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private GatewayConfig config() {
        int cores = Math.min(Runtime.getRuntime().availableProcessors(), 256);
        int lanes = root.integer(
                "lanes",
                cores,
                "number of cores",
                1,
                256,
                "event loops that serve requests, each with its own clients");
        HttpConfig http = http(root.section("http"));
        ManagementConfig management = management(root.section("management"));
        if (http.port() != 0 && http.port() == management.port()) {
            reading.problem("management.port", "is the port of http too", "another port", "");
        }
        AuthConfig auth = auth(root.section("auth"));
        LimitConfig limits = limits(root.section("limits"));
        Credentials credentials = new Credentials(
                reading,
                root.flag("allow-clear-keys", false, "false", "whether this file may hold provider keys in clear"));
        SimulatorConfig simulator = simulator(root.section("simulator"));
        ProviderSettings settings = new ProviderSettings(reading, credentials, mode, simulator);
        List<ProviderConfig> providers = settings.read();
        RoutingConfig routing = routing(root.section("routing"), providers, settings);
        return new GatewayConfig(
                lanes,
                http,
                management,
                auth,
                limits,
                routing,
                providers,
                stores(credentials),
                UsageSettings.usage(root.section("usage")),
                UsageSettings.alerts(root.section("alerts")),
                simulator);
    }

    private HttpConfig http(Section at) {
        return new HttpConfig(
                host(
                        at,
                        mode == Mode.DEV ? "127.0.0.1" : "0.0.0.0",
                        "0.0.0.0; in dev 127.0.0.1",
                        "address to listen on"),
                at.integer("port", 8080, 0, 65_535, "port to listen on; 0 for a free one"),
                at.size("max-body", "10MiB", "1KiB", "1GiB", "largest request body"),
                (int) at.size("max-header", "16KiB", "1KiB", "1MiB", "largest request head"),
                (int) at.size("max-url", "4KiB", "256B", "64KiB", "longest request line"),
                at.integer("max-json-depth", 100, 4, 1000, "deepest nesting of a JSON body"),
                at.integer("max-messages", 2000, 1, 100_000, "most messages in a chat request"),
                at.integer("max-in-flight", 2000, 1, 1_000_000, "requests under way at once; beyond it 503"),
                at.integer("max-connections", 10_000, 1, 1_000_000, "open connections; beyond it new ones are closed"),
                at.duration("header-timeout", "10s", "100ms", "5m", "for a request head to arrive"),
                at.duration("body-timeout", "30s", "100ms", "1h", "for a request body to arrive; then 408"),
                at.duration("keep-alive", "75s", "1s", "1h", "how long a connection may idle between requests"),
                at.duration("write-timeout", "60s", "1s", "1h", "a caller that takes nothing for this long is let go"),
                at.duration("heartbeat", "15s", "1s", "10m", "silence in a stream after which a comment line is sent"),
                at.flag("trust-forwarded", false, "false", "believe x-forwarded-for; only behind a proxy that sets it"),
                at.duration(
                        "shutdown-grace",
                        mode == Mode.DEV ? "2s" : "30s",
                        "0s",
                        "1h",
                        "for open requests to finish when told to stop"),
                publicUrl(at));
    }

    private static Optional<String> publicUrl(Section at) {
        return at.text(
                "public-url",
                "",
                "an http(s) URL without credentials",
                "where sites reach the gateway, a proxy in front included; for connect codes",
                Forms::baseUrl);
    }

    private ManagementConfig management(Section at) {
        return new ManagementConfig(
                host(at, "127.0.0.1", "127.0.0.1", "address for health, readiness and metrics"),
                at.integer("port", 9090, 0, 65_535, "port for them; 0 for a free one"));
    }

    private static String host(Section at, String standard, String shown, String meaning) {
        return at.text("host", shown, "a host name or an address", meaning, Forms::host)
                .orElse(standard);
    }

    private static AuthConfig auth(Section at) {
        return new AuthConfig(
                at.duration("leeway", "30s", "0s", "10m", "clock difference forgiven in tokens"),
                at.integer("max-cached-tokens", 50_000, 0, 10_000_000, "verified tokens remembered, per lane"),
                (int) at.size("max-token", "8KiB", "256B", "64KiB", "longest token that is looked at"));
    }

    private RoutingConfig routing(Section at, List<ProviderConfig> providers, ProviderSettings settings) {
        Optional<String> named = at.text(
                "default-provider",
                "the first one that has a key",
                "the name of a provider",
                "asked when the caller names no provider",
                text -> defaultProvider(text, providers, settings.leftOut()),
                "DEFAULT_PROVIDER");
        if (providers.isEmpty()) {
            reading.problem(
                    "providers", "none can be used", "OPENAI_API_KEY, ANTHROPIC_API_KEY or another provider", "");
        }
        String standard = providers.stream()
                .min(Comparator.comparing(ProviderConfig::simulated))
                .map(ProviderConfig::name)
                .orElse("");
        return new RoutingConfig(
                named.orElse(standard),
                at.flag(
                        "stream-default",
                        false,
                        "false",
                        "what an absent stream means on /api/v1/chat",
                        "STREAM_DEFAULT"),
                at.named("aliases", "a name for one or more of provider/model, tried in order"),
                at.integer("max-attempts", 3, 1, 20, "candidates tried for one request"),
                at.text(
                                "models-file",
                                "",
                                "a readable file",
                                "prices and limits that hold over the built-in ones",
                                ConfigLoader::readable)
                        .map(Path::of),
                new PriceSettings(reading, settings.names()).read());
    }

    private static String defaultProvider(String name, List<ProviderConfig> providers, Map<String, String> leftOut) {
        List<String> names = providers.stream().map(ProviderConfig::name).toList();
        if (leftOut.containsKey(name)) {
            throw new IllegalArgumentException("names a provider that is left out: " + leftOut.get(name));
        }
        if (!names.contains(name)) {
            throw new IllegalArgumentException("names no provider"
                    + Nearest.to(name, names)
                            .map(near -> "; did you mean " + near + "?")
                            .orElse(""));
        }
        return name;
    }

    static String path(String text) {
        try {
            return Path.of(text).toString();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not the name of a directory", e);
        }
    }

    private static String readable(String text) {
        try {
            if (Files.isReadable(Path.of(text))) {
                return text;
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not the name of a file", e);
        }
        throw new IllegalArgumentException("names a file that cannot be read");
    }

    private StoreConfig stores(Credentials credentials) {
        Section at = root.section("stores");
        return new StoreConfig(
                credentials.needed(
                        at.pathOf("postgres-url"),
                        "AIGW_POSTGRES_URL",
                        "postgresql://user:password@host:port/database",
                        "PostgreSQL; from the environment only",
                        Forms::postgresUrl),
                at.integer("postgres-pool", 4, 1, 200, "connections to PostgreSQL"),
                redis(at, credentials),
                at.duration("connect-timeout", "5s", "100ms", "1m", "until a store has answered"),
                credentials.needed(
                        at.pathOf("master-key"),
                        "AIGW_MASTER_KEY",
                        "32 bytes, such as openssl rand -base64 32 makes",
                        "encrypts secrets at rest; from the environment only",
                        Forms::masterKey),
                credentials.variable(
                        at.pathOf("previous-master-key"),
                        "AIGW_PREVIOUS_MASTER_KEY",
                        "32 bytes",
                        "still read while the master key is being changed; from the environment only",
                        Forms::masterKey));
    }

    private RedisConfig redis(Section at, Credentials credentials) {
        Secret url = credentials.needed(
                at.pathOf("redis-url"),
                "AIGW_REDIS_URL",
                "redis://:password@host:port/number",
                "Redis; several hosts of a cluster, or several sentinels, between commas; from the environment only",
                Forms::redisUrl);
        RedisConfig.Mode shape = at.choice(
                "redis-mode",
                RedisConfig.Mode.STANDALONE,
                RedisConfig.Mode.class,
                "whether the URL names one server, nodes of a Redis Cluster, or sentinels");
        if (shape == RedisConfig.Mode.STANDALONE
                && RedisConfig.nodes(url.value()).size() > 1) {
            reading.problem(
                    at.pathOf("redis-mode"), "is standalone, but the URL names several hosts", "cluster, sentinel", "");
        }
        return new RedisConfig(
                shape,
                url,
                at.text(
                                "redis-sentinel-master",
                                "mymaster",
                                "a name",
                                "what the sentinels call the servers they watch",
                                Forms::word)
                        .orElse("mymaster"));
    }

    private ProcessConfig process() {
        Section log = root.section("log");
        return new ProcessConfig(
                log.choice("level", ProcessConfig.Level.INFO, ProcessConfig.Level.class, "of the application's log"),
                log.text("access", "stdout", "stdout, off, or a file", "where the access log goes", text -> text)
                        .orElse("stdout"),
                root.section("stores")
                        .duration(
                                "start-timeout",
                                "30s",
                                "0s",
                                "1h",
                                "how long serve waits for the stores at its start"));
    }

    private static LimitConfig limits(Section at) {
        return new LimitConfig(
                at.duration(
                        "timeout",
                        "50ms",
                        "1ms",
                        "10s",
                        "how long the limiter may hold a request before it counts as down"),
                at.duration(
                        "lease", "20s", "1s", "1h", "how long a reservation lasts that its process no longer renews"),
                at.duration(
                        "keep-answers",
                        "60s",
                        "1s",
                        "1h",
                        "how long an answer is kept for a retry with its request id"),
                at.size(
                        "max-kept-answer",
                        "256KiB",
                        "0",
                        "16MiB",
                        "longest answer that is kept for a retry; a longer one is answered 409 then"),
                at.integer(
                        "max-waiting",
                        10_000,
                        0,
                        1_000_000,
                        "callers that may wait for the answer of the same call under way; beyond it 409"));
    }

    private SimulatorConfig simulator(Section at) {
        return new SimulatorConfig(
                at.flag(
                        "enabled",
                        mode == Mode.DEV,
                        "false; in dev true",
                        "a provider called simulator that makes up its answers"),
                at.duration("latency", "0ms", "0ms", "10m", "before an answer of it begins"),
                at.duration("chunk-delay", "0ms", "0ms", "10m", "between the chunks of a stream of it"));
    }
}
