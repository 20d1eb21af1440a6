package dev.aigw.config;

import dev.aigw.config.ConfigLoader.Mode;
import dev.aigw.config.Credentials.ProviderKey;
import dev.aigw.config.ProviderConfig.Azure;
import dev.aigw.config.ProviderConfig.Breaker;
import dev.aigw.config.ProviderConfig.Kind;
import dev.aigw.config.ProviderConfig.WhenCallerLeaves;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the providers: those that aigw knows, for which a key is enough, and any further ones of the YAML file. */
final class ProviderSettings {
    private static final List<KnownProvider> KNOWN = List.of(
            new KnownProvider(
                    "openai",
                    Kind.OPENAI,
                    "https://api.openai.com/v1",
                    "OPENAI_BASE_URL",
                    "OPENAI_API_KEY",
                    "gpt-4o-mini"),
            new KnownProvider(
                    "anthropic",
                    Kind.ANTHROPIC,
                    "https://api.anthropic.com",
                    "ANTHROPIC_BASE_URL",
                    "ANTHROPIC_API_KEY",
                    "claude-haiku-4-5"),
            new KnownProvider("azure", Kind.AZURE, "", "AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY", ""));
    private static final String SIMULATED_MODEL = "gpt-4o-mini";
    private static final String SIMULATOR = "simulator";
    private static final String ANY = "*";

    private final Reading reading;
    private final Section all;
    private final Credentials credentials;
    private final boolean playing;
    private final SimulatorConfig simulator;
    private final List<ProviderConfig> providers = new ArrayList<>();
    private final Map<String, String> leftOut = new LinkedHashMap<>();

    ProviderSettings(Reading reading, Credentials credentials, Mode mode, SimulatorConfig simulator) {
        this.reading = reading;
        this.all = reading.root().section("providers");
        this.credentials = credentials;
        this.playing = mode == Mode.DEV && simulator.enabled();
        this.simulator = simulator;
    }

    /** A provider that needs no entry in the YAML file. */
    private record KnownProvider(
            String name, Kind kind, String baseUrl, String urlVariable, String keyVariable, String model) {

        boolean builtIn() {
            return !keyVariable.isEmpty();
        }
    }

    List<ProviderConfig> read() {
        KNOWN.forEach(this::provider);
        for (String name : all.keys()) {
            if (KNOWN.stream().anyMatch(known -> known.name().equals(name))) {
                continue;
            }
            if (!name.matches("[a-z][a-z0-9-]{0,31}") || name.equals(SIMULATOR)) {
                reading.problem(
                        all.pathOf(name),
                        name.equals(SIMULATOR)
                                ? "is the built-in simulator; it is set up under simulator"
                                : "is not a name for a provider",
                        "small letters, digits and -, at most 32",
                        "");
            }
            provider(new KnownProvider(name, Kind.OPENAI_COMPATIBLE, "", "", "", ""));
        }
        if (simulator.enabled()) {
            providers.add(simulator());
        }
        return List.copyOf(providers);
    }

    /** Every provider that is named anywhere, there or not. */
    Set<String> names() {
        Set<String> names = new TreeSet<>(all.keys());
        KNOWN.forEach(known -> names.add(known.name()));
        names.add(SIMULATOR);
        return names;
    }

    /** The providers that were named but are not there, each with the reason. */
    Map<String, String> leftOut() {
        return leftOut;
    }

    private void provider(KnownProvider known) {
        Section at = all.section(known.name());
        boolean enabled = at.flag("enabled", true, "true", "false leaves this provider out");
        Kind kind = at.choice("kind", known.kind(), Kind.class, "what it speaks and how it is addressed");
        ProviderKey key = credentials.provider(at, known.keyVariable());
        Optional<String> baseUrl = baseUrl(at, known, kind);
        Optional<String> said = at.text(
                "default-model",
                known.model(),
                "a model's name",
                "asked when the caller names no model",
                Forms::modelName);
        List<String> models = at.list("models", "models offered beside those of the model table; * accepts any name");
        Optional<Azure> azure = kind == Kind.AZURE
                ? Optional.of(new AzureSettings(reading, at, known.builtIn()).read(said))
                : Optional.empty();
        Optional<String> model = said.or(() -> standardModel(known, azure, models));
        ProviderConfig provider = new ProviderConfig(
                known.name(),
                kind,
                baseUrl.orElse(""),
                key.key(),
                model.orElse(""),
                models,
                azure,
                kind == Kind.SIMULATOR || (key.key().isEmpty() && needsKey(kind, key)),
                at.duration("connect-timeout", "3s", "10ms", "1m", "until a connection is open"),
                at.duration("keep-alive", "30s", "1s", "1h", "how long an idle connection to it is kept"),
                at.duration("head-timeout", "2m", "100ms", "1h", "until the head of the answer has arrived"),
                at.duration("chunk-timeout", "1m", "100ms", "1h", "silence within the body of an answer"),
                at.duration("total-timeout", "10m", "100ms", "6h", "for a whole answer or stream"),
                at.integer("max-connections", 512, 1, 100_000, "connections to it, per lane"),
                at.integer("max-waiting", 256, 0, 100_000, "requests that may wait for a connection, per lane"),
                at.size("max-answer", "32MiB", "1KiB", "1GiB", "largest answer taken from it"),
                breaker(at.section("breaker")),
                at.choice(
                        "when-caller-leaves",
                        WhenCallerLeaves.AUTO,
                        WhenCallerLeaves.class,
                        "whether a call is finished whose caller is gone; auto: a whole answer to a request with an id is"));
        if (enabled) {
            place(known, provider, key);
        }
    }

    private static boolean needsKey(Kind kind, ProviderKey key) {
        return kind != Kind.SIMULATOR && (kind != Kind.OPENAI_COMPATIBLE || key.asked());
    }

    private void place(KnownProvider known, ProviderConfig provider, ProviderKey key) {
        String path = all.pathOf(provider.name());
        boolean played = provider.simulated() && provider.kind() != Kind.SIMULATOR;
        if (provider.baseUrl().isEmpty() && provider.kind() != Kind.SIMULATOR) {
            if (!known.builtIn()) {
                reading.problem(path + ".base-url", "is not set", "an http(s) URL", "");
            } else if (key.key().isPresent()) {
                leaveOut(provider.name(), "neither AZURE_OPENAI_ENDPOINT nor AZURE_OPENAI_RESOURCE is set");
            } else {
                leftOut.put(provider.name(), "neither AZURE_OPENAI_ENDPOINT nor AZURE_OPENAI_RESOURCE is set");
            }
        } else if (provider.kind() == Kind.SIMULATOR && !simulator.enabled()) {
            reading.problem(path + ".kind", "needs the simulator, which is off", "simulator.enabled: true", "");
        } else if (provider.defaultModel().isEmpty()) {
            reading.problem(path + ".default-model", "is not set, nor is any model", "a model's name", "");
        } else if (played && !playing) {
            leaveOut(provider.name(), missing(key));
        } else {
            providers.add(provider);
            if (played) {
                reading.note("provider " + provider.name() + " is played by the simulator: " + missing(key));
            }
            warnOfClearText(provider);
        }
    }

    private void leaveOut(String name, String reason) {
        leftOut.put(name, reason);
        reading.note("provider " + name + " is left out: " + reason);
    }

    private static String missing(ProviderKey key) {
        return key.variable().isEmpty() ? "it has no key" : key.variable() + " is not set";
    }

    private void warnOfClearText(ProviderConfig provider) {
        String host =
                provider.baseUrl().startsWith("http://") ? provider.baseUrl().substring(7) : "";
        if (provider.apiKey().isPresent()
                && !host.isEmpty()
                && !host.matches("(localhost|127\\.[0-9.]+|\\[::1])([:/].*)?")) {
            reading.note("provider " + provider.name() + " is sent its key in clear text: its base-url is http");
        }
    }

    private Optional<String> baseUrl(Section at, KnownProvider known, Kind kind) {
        Optional<String> resource = kind == Kind.AZURE ? AzureSettings.resource(at, known.builtIn()) : Optional.empty();
        String[] names = known.urlVariable().isEmpty() ? new String[0] : new String[] {known.urlVariable()};
        return at.text(
                        "base-url",
                        known.baseUrl(),
                        "an http(s) URL without credentials",
                        "where it is; for OpenAI's dialect with /v1 at the end",
                        Forms::baseUrl,
                        names)
                .or(() -> resource)
                .or(() -> known.baseUrl().isEmpty() ? Optional.empty() : Optional.of(known.baseUrl()));
    }

    private static Optional<String> standardModel(KnownProvider known, Optional<Azure> azure, List<String> models) {
        Optional<String> listed =
                models.stream().filter(name -> !name.equals(ANY)).findFirst();
        if (azure.isPresent()) {
            return azure.get().deployments().keySet().stream()
                    .findFirst()
                    .or(() -> listed)
                    .or(() -> Optional.of(AzureSettings.MODEL));
        }
        return known.model().isEmpty() ? listed : Optional.of(known.model());
    }

    private static Breaker breaker(Section at) {
        return new Breaker(
                at.integer("failures", 5, 1, 10_000, "failures in a row that open the breaker"),
                at.duration("reset", "15s", "100ms", "1h", "how long it stays open before one request may try"));
    }

    private static ProviderConfig simulator() {
        return new ProviderConfig(
                SIMULATOR,
                Kind.SIMULATOR,
                "",
                Optional.empty(),
                SIMULATED_MODEL,
                List.of(),
                Optional.empty(),
                true,
                Duration.ofSeconds(3),
                Duration.ofSeconds(30),
                Duration.ofMinutes(2),
                Duration.ofMinutes(1),
                Duration.ofMinutes(10),
                512,
                256,
                32L << 20,
                new Breaker(5, Duration.ofSeconds(15)),
                WhenCallerLeaves.AUTO);
    }
}
