package dev.aigw;

import dev.aigw.auth.Authenticator;
import dev.aigw.bus.Bus;
import dev.aigw.chat.AccountHandler;
import dev.aigw.chat.ChatHandler;
import dev.aigw.chat.CredentialsHandler;
import dev.aigw.chat.ModelsHandler;
import dev.aigw.config.GatewayConfig;
import dev.aigw.config.ProviderConfig;
import dev.aigw.http.AccessSink;
import dev.aigw.http.Cors;
import dev.aigw.http.Drain;
import dev.aigw.http.HttpVerticle;
import dev.aigw.http.Intake;
import dev.aigw.limit.RateLimitVerticle;
import dev.aigw.metrics.Meters;
import dev.aigw.provider.ProviderVerticle;
import dev.aigw.routing.CurrentRouter;
import dev.aigw.tenant.TenantDirectory;
import dev.aigw.usage.UsageFeed;
import dev.aigw.usage.UsageJournal;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One event loop with everything a request needs: listener, limiter and provider clients of its own, deployed onto this
 * verticle's context so that no request leaves its thread.
 */
final class LaneVerticle extends VerticleBase {
    private static final Duration SNAPSHOT_TIMEOUT = Duration.ofSeconds(30);
    private static final long SETTLE_MILLIS = 50;

    private final Bus bus;
    private final int lane;
    private final GatewayConfig config;
    private final CurrentRouter routers;
    private final AccessSink sink;
    private final MeterRegistry registry;
    private final UsageJournal journal;
    private final List<Deployable> parts = new ArrayList<>();
    private @Nullable HttpVerticle http;
    private Optional<ChatHandler> chat = Optional.empty();

    LaneVerticle(
            Bus bus,
            int lane,
            GatewayConfig config,
            CurrentRouter routers,
            AccessSink sink,
            MeterRegistry registry,
            UsageJournal journal) {
        this.bus = bus;
        this.lane = lane;
        this.config = config;
        this.routers = routers;
        this.sink = sink;
        this.registry = registry;
        this.journal = journal;
    }

    @Override
    public Future<?> start() {
        return TenantDirectory.open(bus, SNAPSHOT_TIMEOUT)
                .compose(tenants -> deploy(new RateLimitVerticle(bus, lane, config.limits(), config.stores()))
                        .map(tenants))
                .compose(tenants -> deployProviders().map(tenants))
                .compose(this::listen);
    }

    /** The listener goes first; what it cut takes a few turns of the loop to reach the ledger. */
    @Override
    public Future<?> stop() {
        return stopped(parts.reversed().stream()
                        .filter(HttpVerticle.class::isInstance)
                        .toList())
                .compose(closed -> vertx.timer(SETTLE_MILLIS))
                .onSuccess(settled -> chat.ifPresent(ChatHandler::close))
                .compose(settled -> stopped(parts.reversed().stream()
                        .filter(part -> !(part instanceof HttpVerticle))
                        .toList()));
    }

    private Future<?> stopped(List<Deployable> some) {
        return Future.all(some.stream()
                .map(part -> undeploy(part).transform(any -> Future.succeededFuture()))
                .toList());
    }

    int port() {
        return Objects.requireNonNull(http, "not started").port();
    }

    private Future<?> listen(TenantDirectory tenants) {
        Meters meters = new Meters(registry);
        Intake intake = new Intake(Math.max(1, config.http().maxInFlight() / config.lanes()));
        Meters.gauge(
                registry,
                "aigw.in.flight",
                "Chat requests under way",
                "lane",
                Integer.toString(lane),
                intake::inFlight);
        Authenticator authenticator = new Authenticator(vertx, config.auth(), tenants, Clock.systemUTC());
        ChatHandler handler =
                new ChatHandler(vertx, bus, lane, config, routers, authenticator, intake, meters, journal);
        chat = Optional.of(handler);
        ModelsHandler models = new ModelsHandler(authenticator, routers);
        bus.listen(UsageFeed.BACKLOG, backlog -> {
            intake.backlog(backlog.full());
            journal.flush();
        });
        bus.serve(Drain.REQUEST.lane(lane), begin -> {
            Promise<Drain.Idle> idle = Promise.promise();
            intake.drain(() -> idle.tryComplete(new Drain.Idle()));
            return idle.future();
        });
        AccountHandler account = new AccountHandler(bus, authenticator, Clock.systemUTC());
        CredentialsHandler credentials = new CredentialsHandler(vertx, bus, config.http(), authenticator);
        Cors cors = new Cors(tenants::mayBeCalledFrom);
        HttpVerticle listener = new HttpVerticle(
                config.http(),
                config.lanes(),
                Routes.of(vertx, cors, handler, models, account, credentials),
                sink,
                meters);
        http = listener;
        return deploy(listener);
    }

    private Future<?> deployProviders() {
        List<Future<?>> deployed = new ArrayList<>();
        for (ProviderConfig provider : config.providers()) {
            deployed.add(deploy(new ProviderVerticle(bus, lane, provider)));
        }
        return Future.all(deployed);
    }

    private Future<?> deploy(Deployable part) {
        parts.add(part);
        try {
            return part.deploy(context);
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    private Future<?> undeploy(Deployable part) {
        try {
            return part.undeploy(context);
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }
}
