package dev.aigw.cli;

import dev.aigw.Gateway;
import dev.aigw.config.ConfigLoader;
import dev.aigw.config.ConfigLoader.Mode;
import dev.aigw.config.ConfigSource;
import dev.aigw.config.GatewayConfig;
import dev.aigw.config.ProviderConfig;
import dev.aigw.config.Sources;
import dev.aigw.dev.DevBanner;
import dev.aigw.dev.DevState;
import dev.aigw.dev.ReadyFile;
import dev.aigw.tenant.ConnectCode;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code aigw dev}: the gateway on a developer's machine, with everything it needs. */
@Command(
        name = "dev",
        description = {
            "Serve on this machine, with everything that is needed.",
            "",
            "Starts a PostgreSQL and a Redis of its own on the data directory, which is kept, unless"
                    + " AIGW_POSTGRES_URL and AIGW_REDIS_URL name others. Providers that have no key are played by a"
                    + " simulator. Makes a tenant called demo once, and prints its token and the first calls to try."
                    + " Ctrl-C ends everything it started."
        },
        footer = {
            "",
            "Examples:",
            "  scripts/run                                    the same as `aigw dev`",
            "  aigw dev --port 0 --management-port 0 --ready-file /tmp/ready.json",
            "  OPENAI_API_KEY=sk-... aigw dev                 OpenAI for real, the others simulated"
        })
final class DevCommand implements Callable<Integer> {
    private static final Duration DATABASE = Duration.ofMinutes(1);

    private final Invocation invocation;

    @Mixin
    private final ListenOptions listen = new ListenOptions();

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "Written once it serves: url, management_url, tenant, token, connect_code and pid, as JSON.")
    private Optional<Path> readyFile = Optional.empty();

    DevCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        forgetTheLastStart();
        Path data = invocation.dataDirectory();
        Map<String, String> settings = new HashMap<>(listen.settings());
        settings.put("log.access", data.resolve("access.log").toString());
        settings.put("usage.journal.dir", data.resolve("journal").toString());
        Sources sources = invocation.sources().with(settings);
        DevStores stores = new DevStores(sources);
        // Whatever is wrong is said before anything starts.
        ConfigLoader.Loaded checked = ConfigLoader.load(Mode.DEV, sources.with(stores.placeholders()));
        Logs.DEV.use(checked.process().logLevel());
        Ports.requireFree(checked.config());
        try (Lifetime lifetime = Lifetime.begin()) {
            Map<String, String> places = stores.start(data, lifetime, invocation::remark);
            Sources placed = sources.with(places);
            GatewayConfig config = ConfigLoader.load(Mode.DEV, placed).config();
            Vertx vertx = GatewayRun.vertx(lifetime, config);
            DemoTenant.Access demo =
                    Lifetime.await(DemoTenant.access(vertx, config.stores(), Operator.actor("dev")), DATABASE);
            Gateway gateway = GatewayRun.start(
                    lifetime,
                    vertx,
                    config,
                    new ConfigSource(Mode.DEV, placed),
                    checked.process().accessLog());
            tell(lifetime, config, gateway, sources, data, demo);
            lifetime.untilSignal();
            return ExitCode.OK;
        }
    }

    private void forgetTheLastStart() throws IOException {
        if (readyFile.isPresent()) {
            Files.deleteIfExists(readyFile.get());
        }
    }

    private void tell(
            Lifetime lifetime,
            GatewayConfig config,
            Gateway gateway,
            Sources sources,
            Path data,
            DemoTenant.Access demo) {
        String url = Ports.url(config.http().host(), gateway.port());
        String connectCode = ConnectCode.ofSecret(
                        config.http().publicUrl().orElse(url),
                        DemoTenant.SLUG,
                        demo.secret().value())
                .text();
        String management = Ports.url(config.management().host(), gateway.managementPort());
        DevState.here(
                        url,
                        management,
                        config.stores().postgresUrl().value(),
                        config.stores().redis().url().value(),
                        config.stores().masterKey().value())
                .write(data);
        lifetime.add("state file", () -> DevState.remove(data));
        Path envFile = sources.envFile().orElseGet(() -> invocation.directory().resolve("aigw.env"));
        DevBanner banner = new DevBanner(
                url,
                management,
                DemoTenant.SLUG,
                demo.token(),
                connectCode,
                simulated(config),
                envFile.toAbsolutePath(),
                data.toAbsolutePath());
        invocation.out().println(banner.text());
        readyFile.ifPresent(file -> new ReadyFile(
                        url,
                        management,
                        DemoTenant.SLUG,
                        demo.token(),
                        connectCode,
                        ProcessHandle.current().pid())
                .write(file));
    }

    private static List<String> simulated(GatewayConfig config) {
        return config.providers().stream()
                .filter(provider -> provider.simulated() && provider.kind() != ProviderConfig.Kind.SIMULATOR)
                .map(ProviderConfig::name)
                .toList();
    }
}
