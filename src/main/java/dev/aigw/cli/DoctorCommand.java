package dev.aigw.cli;

import dev.aigw.config.ConfigException;
import dev.aigw.config.ConfigLoader;
import dev.aigw.config.ConfigLoader.Loaded;
import dev.aigw.config.ConfigLoader.Mode;
import dev.aigw.config.ProviderConfig;
import dev.aigw.config.Sources;
import dev.aigw.config.StoreConfig;
import dev.aigw.dev.DevState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/** {@code aigw doctor}: what is wrong, and what to do about it. */
@Command(
        name = "doctor",
        description = {
            "Look at everything that aigw needs, and say what to do about what is wrong.",
            "",
            "Checks the configuration, PostgreSQL (version, schema, clock), Redis (version, scripts, what it forgets), and"
                    + " every provider (name, certificate, key), without spending anything. While a development gateway"
                    + " runs here, it is the one looked at. Exit code 1 if anything failed; warnings do not count."
        })
final class DoctorCommand implements Callable<Integer> {
    private static final Duration PROVIDERS = Duration.ofSeconds(30);

    private final Invocation invocation;
    private final List<Finding> findings = new ArrayList<>();

    DoctorCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws TimeoutException {
        findings.clear();
        Optional<DevState> dev = developmentGateway();
        Mode mode = dev.isPresent() ? Mode.DEV : Mode.SERVE;
        Sources sources = dev.map(this::sourcesOf).orElseGet(invocation::sources);
        dev.ifPresent(state -> found(Finding.ok("gateway", "a development gateway runs at " + state.url())));
        Optional<Loaded> loaded = configuration(mode, sources);
        Vertx vertx = Database.vertx();
        try {
            stores(mode, sources, loaded).ifPresent(stores -> examine(vertx, stores));
            if (loaded.isPresent()) {
                examine(vertx, loaded.get().config().providers());
            }
        } finally {
            Lifetime.await(vertx.close(), PROVIDERS);
        }
        tellAll();
        boolean failed = findings.stream().anyMatch(finding -> finding.verdict() == Finding.Verdict.FAIL);
        return failed ? ExitCode.FAILED : ExitCode.OK;
    }

    private Optional<DevState> developmentGateway() {
        boolean named = invocation.sources().variable("AIGW_POSTGRES_URL").isPresent();
        return named && !invocation.namesDataDirectory() ? Optional.empty() : DevState.read(invocation.dataDirectory());
    }

    private Sources sourcesOf(DevState dev) {
        return invocation
                .sources()
                .with(Map.of(
                        "stores.postgres-url", dev.postgresUrl(),
                        "stores.redis-url", dev.redisUrl(),
                        "stores.master-key", dev.masterKey()));
    }

    private Optional<Loaded> configuration(Mode mode, Sources sources) {
        try {
            Loaded loaded = ConfigLoader.load(mode, sources);
            found(Finding.ok(
                    "config",
                    sources.file().map(file -> "read from " + file).orElse("no file; defaults and environment")));
            if (mode == Mode.SERVE) {
                loaded.notes().forEach(note -> found(Finding.warn("config", note, "")));
            }
            return Optional.of(loaded);
        } catch (ConfigException wrong) {
            wrong.problems()
                    .forEach(problem ->
                            found(Finding.fail("config", problem.toString(), "aigw config --keys explains it.")));
            return Optional.empty();
        }
    }

    /** What is wrong elsewhere in the configuration need not keep the stores from being looked at. */
    private static Optional<StoreConfig> stores(Mode mode, Sources sources, Optional<Loaded> loaded) {
        if (loaded.isPresent()) {
            return loaded.map(whole -> whole.config().stores());
        }
        try {
            return Optional.of(ConfigLoader.loadStores(mode, sources));
        } catch (ConfigException toldAlready) {
            return Optional.empty();
        }
    }

    private void examine(Vertx vertx, StoreConfig stores) {
        try (StoreProbe probe = StoreProbe.open(vertx, stores)) {
            new PostgresExamination(probe).findings().forEach(this::found);
            new RedisExamination(probe).findings().forEach(this::found);
        }
    }

    private void examine(Vertx vertx, List<ProviderConfig> providers) throws TimeoutException {
        try (ProviderExamination examination = new ProviderExamination(vertx)) {
            List<Future<Finding>> asked =
                    providers.stream().map(examination::finding).toList();
            for (Future<Finding> answer : asked) {
                found(Lifetime.await(answer, PROVIDERS));
            }
        }
    }

    private void found(Finding finding) {
        findings.add(finding);
        if (!invocation.json()) {
            invocation.out().print(finding.text());
            invocation.out().flush();
        }
    }

    private void tellAll() {
        if (invocation.json()) {
            invocation.print(new JsonObject()
                    .put("ok", findings.stream().noneMatch(finding -> finding.verdict() == Finding.Verdict.FAIL))
                    .put(
                            "findings",
                            new JsonArray(findings.stream().map(Finding::json).toList())));
        }
    }
}
