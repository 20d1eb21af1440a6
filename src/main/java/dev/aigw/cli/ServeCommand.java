package dev.aigw.cli;

import dev.aigw.Gateway;
import dev.aigw.config.ConfigLoader;
import dev.aigw.config.ConfigSource;
import dev.aigw.config.GatewayConfig;
import dev.aigw.config.Sources;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code aigw serve}: the gateway in production. */
@Command(
        name = "serve",
        description = {
            "Serve in production.",
            "",
            "Needs AIGW_POSTGRES_URL, AIGW_REDIS_URL, AIGW_MASTER_KEY and the key of at least one provider, in the"
                    + " environment or in the env file. Starts only when all of the configuration is right, and says"
                    + " everything that is not. Waits for PostgreSQL and Redis (stores.start-timeout), brings the"
                    + " schema up to date, and logs one JSON object a line to stdout.",
            "",
            "SIGTERM or Ctrl-C: readiness goes first, requests under way may finish (http.shutdown-grace), what is"
                    + " used is written, exit code 0."
        },
        footer = {
            "",
            "Examples:",
            "  aigw serve --config /etc/aigw/aigw.yaml --env-file /etc/aigw/aigw.env",
            "  AIGW_LOG_LEVEL=debug aigw serve --port 8081"
        })
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    private final Invocation invocation;

    @Mixin
    private final ListenOptions listen = new ListenOptions();

    ServeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        Sources sources = invocation.sources().with(listen.settings());
        ConfigLoader.Loaded loaded = ConfigLoader.load(ConfigLoader.Mode.SERVE, sources);
        GatewayConfig config = loaded.config();
        Logs.SERVE.use(loaded.process().logLevel());
        loaded.notes().forEach(note -> LOG.warn("configuration: {}", note));
        Ports.requireFree(config);
        try (Lifetime lifetime = Lifetime.begin()) {
            Vertx vertx = GatewayRun.vertx(lifetime, config);
            try (StoreProbe probe = StoreProbe.open(vertx, config.stores())) {
                probe.await(loaded.process().startTimeout());
            }
            Gateway gateway = GatewayRun.start(
                    lifetime,
                    vertx,
                    config,
                    new ConfigSource(ConfigLoader.Mode.SERVE, sources),
                    loaded.process().accessLog());
            LOG.info(
                    "serving url={} management={} lanes={} providers={}",
                    Ports.url(config.http().host(), gateway.port()),
                    Ports.url(config.management().host(), gateway.managementPort()),
                    config.lanes(),
                    config.providers().stream().map(provider -> provider.name()).toList());
            lifetime.untilSignal();
            return ExitCode.OK;
        }
    }
}
