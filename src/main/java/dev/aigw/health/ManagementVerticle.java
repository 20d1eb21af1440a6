package dev.aigw.health;

import dev.aigw.bus.Bus;
import dev.aigw.config.ManagementConfig;
import dev.aigw.health.Health.Report;
import dev.aigw.health.Health.Traffic;
import dev.aigw.metrics.Meters;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The management listener: {@code /healthz} says the process is alive, {@code /readyz} whether it takes traffic (with the
 * state of stores and breakers in its body, which do not change the verdict), {@code /metrics} is for Prometheus.
 */
public final class ManagementVerticle extends VerticleBase {
    private final Bus bus;
    private final ManagementConfig config;
    private final PrometheusMeterRegistry registry;
    private final Map<String, Report> parts = new TreeMap<>();
    private final Map<String, AtomicInteger> states = new HashMap<>();
    private Traffic traffic = new Traffic(false, "starting");
    private HttpServer server;

    public ManagementVerticle(Bus bus, ManagementConfig config, PrometheusMeterRegistry registry) {
        this.bus = bus;
        this.config = config;
        this.registry = registry;
    }

    @Override
    public Future<?> start() {
        bus.listen(Health.REPORT, this::heard);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        bus.listen(Health.TRAFFIC, now -> traffic = now);
        Router router = Router.router(vertx);
        router.get("/healthz").handler(ctx -> json(ctx, 200, new JsonObject().put("alive", true)));
        router.get("/readyz").handler(ctx -> json(ctx, traffic.ready() ? 200 : 503, readiness()));
        router.get("/metrics").handler(this::metrics);
        router.errorHandler(404, ctx -> json(ctx, 404, new JsonObject().put("error", "not_found")));
        server = vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(60));
        return server.requestHandler(router).listen(config.port(), config.host());
    }

    public int port() {
        return server.actualPort();
    }

    private void heard(Report report) {
        parts.put(report.part(), report);
        states.computeIfAbsent(report.part(), part -> {
                    AtomicInteger state = new AtomicInteger();
                    Meters.gauge(registry, "aigw.part.up", "1 while the part works", "part", part, state::get);
                    return state;
                })
                .set(report.up() ? 1 : 0);
    }

    private JsonObject readiness() {
        JsonObject told = new JsonObject();
        parts.forEach((name, report) ->
                told.put(name, new JsonObject().put("up", report.up()).put("detail", report.detail())));
        return new JsonObject()
                .put("ready", traffic.ready())
                .put("state", traffic.state())
                .put("parts", told);
    }

    /** Scraping walks every meter, which is no work for an event loop. */
    private void metrics(RoutingContext ctx) {
        vertx.executeBlocking(() -> registry.scrape(), false)
                .onSuccess(text -> ctx.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                        .end(text))
                .onFailure(ctx::fail);
    }

    private static void json(RoutingContext ctx, int status, JsonObject body) {
        ctx.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.toBuffer());
    }
}
