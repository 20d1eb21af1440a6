package dev.aigw;

import dev.aigw.alert.AlertVerticle;
import dev.aigw.bus.Bus;
import dev.aigw.bus.Bus.Question;
import dev.aigw.config.ConfigSource;
import dev.aigw.config.GatewayConfig;
import dev.aigw.config.HttpConfig;
import dev.aigw.config.ProviderConfig;
import dev.aigw.estimate.TokenEstimate;
import dev.aigw.health.Health;
import dev.aigw.health.ManagementVerticle;
import dev.aigw.http.AccessSink;
import dev.aigw.http.Drain;
import dev.aigw.limit.LocalLimitsVerticle;
import dev.aigw.limit.SweepVerticle;
import dev.aigw.metrics.Meters;
import dev.aigw.postgres.Migrations;
import dev.aigw.postgres.Postgres;
import dev.aigw.replay.ReplayVerticle;
import dev.aigw.routing.CurrentRouter;
import dev.aigw.routing.PriceVerticle;
import dev.aigw.routing.PriceWatch;
import dev.aigw.simulator.SimulatorVerticle;
import dev.aigw.tenant.SecretBox;
import dev.aigw.tenant.TenantVerticle;
import dev.aigw.usage.AccountVerticle;
import dev.aigw.usage.LedgerVerticle;
import dev.aigw.usage.UsageFeed;
import dev.aigw.usage.UsageFeed.Flush;
import dev.aigw.usage.UsageFeed.Flushed;
import dev.aigw.usage.UsageJournals;
import dev.aigw.usage.UsageVerticle;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs where. One management listener, one tenant verticle and one usage verticle per process, and lanes that do the
 * work; started in that order, stopped in reverse: first no new requests, then those under way, then their rows.
 */
public final class Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    /** On a thread that may block. */
    private static final DeploymentOptions WORKER = new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER);
    /** Loops beside the lanes, for what is not on the request path. */
    private static final int SERVICE_LOOPS = 2;
    /** To Vert.x a negative port is a free one that all who name the same number share; with 0 each gets its own. */
    private static final int SHARED_FREE_PORT = -1;
    /** How old an alert may be when it is told; each look costs one small statement. */
    private static final Duration ALERT_INTERVAL = Duration.ofSeconds(3);
    /** How much longer than the grace a question about draining may stay open. */
    private static final Duration FLUSH_PATIENCE = Duration.ofSeconds(30);

    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Bus bus;
    private final GatewayConfig config;
    private final Optional<ConfigSource> source;
    private final AccessSink sink;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<String> services = new ArrayList<>();
    private final List<String> lanes = new ArrayList<>();
    private Postgres postgres;
    /** Completes when rows can be waited for. */
    private final Promise<Boolean> usageRuns = Promise.promise();

    private Optional<UsageJournals> journals = Optional.empty();
    private int port;
    private int managementPort;

    private Gateway(Vertx vertx, GatewayConfig config, Optional<ConfigSource> source, AccessSink sink) {
        this.vertx = vertx;
        this.bus = Bus.install(vertx);
        this.config = config;
        this.source = source;
        this.sink = sink;
        this.postgres = Postgres.open(
                vertx,
                config.stores().postgresUrl().value(),
                config.stores().postgresPool(),
                config.stores().connectTimeout());
    }

    /** A Vert.x with an event loop for each lane and the native transport where there is one. */
    public static Vertx vertx(GatewayConfig config) {
        return Vertx.vertx(
                new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(config.lanes() + SERVICE_LOOPS));
    }

    /** Starts everything from a configuration that came from no file. */
    public static Future<Gateway> start(Vertx vertx, GatewayConfig config, AccessSink sink) {
        return start(vertx, config, Optional.empty(), sink);
    }

    /**
     * Starts everything, migrations included.
     *
     * @param source where {@code config} came from, to be read again when its prices change
     * @return fails, with everything stopped again, when a part cannot start
     */
    public static Future<Gateway> start(
            Vertx vertx, GatewayConfig config, Optional<ConfigSource> source, AccessSink sink) {
        Gateway gateway = new Gateway(vertx, config, source, sink);
        return gateway.startServices()
                .compose(ready -> gateway.startSimulator())
                .compose(gateway::startLanes)
                .onSuccess(ready -> gateway.bus.publish(Health.TRAFFIC, new Health.Traffic(true, "serving")))
                .map(gateway)
                .recover(cause -> gateway.stopAll().transform(stopped -> Future.failedFuture(cause)));
    }

    public int port() {
        return port;
    }

    public int managementPort() {
        return managementPort;
    }

    /** Stops as a caller would wish: readiness goes first, what is under way may finish within the grace time. */
    public Future<Void> stop() {
        Duration grace = config.http().shutdownGrace();
        LOG.info("draining grace={}", grace);
        bus.publish(Health.TRAFFIC, new Health.Traffic(false, "draining"));
        List<Future<?>> idle = new ArrayList<>();
        for (int lane = 0; lane < lanes.size(); lane++) {
            // A grace that runs out is no bug, so the bus must not be what notices it.
            idle.add(bus.question(Drain.REQUEST.lane(lane), grace.plus(MARGIN)).ask(new Drain.Begin()));
        }
        Future<?> drain = Future.join(idle).timeout(Math.max(1, grace.toMillis()), TimeUnit.MILLISECONDS);
        return drain.transform(drained -> {
            if (drained.failed()) {
                LOG.warn("grace time is over, requests under way are cut");
            }
            return stopAll();
        });
    }

    private Future<Void> startServices() {
        ManagementVerticle management = new ManagementVerticle(bus, config.management(), registry);
        SecretBox box = new SecretBox(
                config.stores().masterKey().value(),
                config.stores().previousMasterKey().map(previous -> previous.value()));
        return deploy(management)
                .onSuccess(up -> managementPort = management.port())
                .compose(up -> new Migrations(postgres).apply())
                .compose(migrated -> deploy(new TenantVerticle(bus, postgres, box)))
                .compose(up -> vertx.executeBlocking(() -> {
                    TokenEstimate.warmUp();
                    return true;
                }))
                .compose(warm -> openJournals())
                .compose(open ->
                        deploy(new LedgerVerticle(bus, postgres, config.usage().keepRows())))
                .compose(up -> deploy(new AccountVerticle(bus, postgres)))
                .compose(up -> deploy(new AlertVerticle(bus, postgres, config.alerts(), ALERT_INTERVAL)))
                .compose(up -> startLimits())
                // After all who listen to what it finds in the journals of the dead.
                .compose(up -> deploy(new UsageVerticle(
                        bus,
                        postgres,
                        config.usage(),
                        journals.orElseThrow(),
                        config.http().shutdownGrace())))
                .onSuccess(up -> usageRuns.complete(true))
                .compose(up -> deploy(new ReplayVerticle(bus, config.limits(), config.stores())))
                .mapEmpty();
    }

    private Future<?> startLimits() {
        Question<Flush, Flushed> flushed = bus.question(UsageFeed.FLUSHED, FLUSH_PATIENCE.plus(MARGIN));
        return deploy(new LocalLimitsVerticle(
                        bus,
                        config.limits(),
                        Clock.systemUTC(),
                        Meters.counter(
                                registry,
                                "aigw.degraded.requests",
                                "Requests admitted by this process alone because Redis did not answer")))
                .compose(up -> deploy(new SweepVerticle(
                        bus,
                        config.limits(),
                        config.stores(),
                        journals.orElseThrow().lane(config.lanes())::record,
                        () -> usageRuns
                                .future()
                                .compose(runs -> flushed.ask(new Flush(FLUSH_PATIENCE)))
                                .map(Flushed::complete))));
    }

    private Future<UsageJournals> openJournals() {
        return vertx.executeBlocking(() -> UsageJournals.open(config.usage().journal(), config.lanes() + 1))
                .map(opened -> {
                    UsageJournals open = Objects.requireNonNull(opened);
                    journals = Optional.of(open);
                    gauge("aigw.usage.waiting", "Usage rows that PostgreSQL does not have yet", open, open::waiting);
                    gauge("aigw.usage.journal.bytes", "What the files of the usage journal take", open, open::bytes);
                    return open;
                });
    }

    private void gauge(String name, String description, UsageJournals open, Supplier<Number> value) {
        Meters.gauge(registry, name, description, "slot", open.slot(), value);
    }

    /** After those who write and those who read. */
    private Future<?> closeJournals() {
        Optional<UsageJournals> open = journals;
        journals = Optional.empty();
        return vertx.executeBlocking(() -> {
            open.ifPresent(UsageJournals::close);
            return open;
        });
    }

    /** The providers as they are reached: those that the simulator plays are on a port of our own. */
    private Future<List<ProviderConfig>> startSimulator() {
        if (!config.simulator().enabled()) {
            return Future.succeededFuture(config.providers());
        }
        SimulatorVerticle simulator = new SimulatorVerticle(config.simulator());
        return deploy(simulator)
                .map(up -> config.providers().stream()
                        .map(provider -> Simulated.at(provider, simulator.port()))
                        .toList());
    }

    private Future<Void> startLanes(List<ProviderConfig> providers) {
        GatewayConfig effective = config.withProviders(providers);
        PriceWatch prices = new PriceWatch(config.routing(), providers, source);
        Future<?> all = deploy(new PriceVerticle(prices), WORKER);
        for (int lane = 0; lane < config.lanes(); lane++) {
            int index = lane;
            all = all.compose(before -> startLane(effective, index, prices.routers()));
        }
        return all.mapEmpty();
    }

    private Future<Void> startLane(GatewayConfig effective, int index, CurrentRouter routers) {
        HttpConfig http = effective.http().port() == 0 ? effective.http().withPort(SHARED_FREE_PORT) : effective.http();
        LaneVerticle lane = new LaneVerticle(
                bus,
                index,
                effective.withHttp(http),
                routers,
                sink,
                registry,
                journals.orElseThrow().lane(index));
        return vertx.deployVerticle(lane)
                .onSuccess(id -> {
                    lanes.add(id);
                    port = lane.port();
                })
                .mapEmpty();
    }

    private Future<String> deploy(io.vertx.core.Deployable service) {
        return vertx.deployVerticle(service).onSuccess(services::add);
    }

    private Future<String> deploy(io.vertx.core.Deployable service, DeploymentOptions how) {
        return vertx.deployVerticle(service, how).onSuccess(services::add);
    }

    private Future<Void> stopAll() {
        return undeploy(lanes)
                .compose(none -> undeploy(services.reversed()))
                .compose(none -> closeJournals().transform(any -> Future.<Void>succeededFuture()))
                .compose(none -> postgres.close());
    }

    /** One after the other; one that fails to stop does not keep the next from it. */
    private Future<Void> undeploy(List<String> deployments) {
        Future<Void> all = Future.succeededFuture();
        for (String id : List.copyOf(deployments)) {
            all = all.compose(before -> vertx.undeploy(id).transform(any -> Future.<Void>succeededFuture()));
        }
        return all.onComplete(done -> deployments.clear());
    }
}
