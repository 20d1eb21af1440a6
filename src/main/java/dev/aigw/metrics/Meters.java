package dev.aigw.metrics;

import dev.aigw.dialect.TokenUsage;
import dev.aigw.error.GatewayError;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One lane's meters. Labels are routes, statuses, providers and lanes: few, and known beforehand. Tenants and models are
 * in the ledger, where their number does no harm.
 */
public final class Meters {
    private static final Duration[] LATENCY_BUCKETS = {
        Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofMillis(500),
        Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(300)
    };
    private static final Duration[] OVERHEAD_BUCKETS = {
        Duration.ofNanos(100_000), Duration.ofNanos(250_000), Duration.ofNanos(500_000), Duration.ofMillis(1),
        Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(50)
    };

    private final MeterRegistry registry;
    private final Timer overhead;
    private final Map<RouteStatus, Timer> requests = new HashMap<>();
    private final Map<ProviderStatus, Attempts> attempts = new HashMap<>();
    private final Map<String, Counter> denials = new HashMap<>();

    public Meters(MeterRegistry registry) {
        this.registry = registry;
        this.overhead = Timer.builder("aigw.overhead")
                .description("Time spent in the gateway itself, until the answer's head")
                .serviceLevelObjectives(OVERHEAD_BUCKETS)
                .register(registry);
    }

    /** A gauge that is asked when somebody scrapes, from another thread. */
    public static void gauge(
            MeterRegistry registry,
            String name,
            String description,
            String tag,
            String tagged,
            Supplier<Number> value) {
        Gauge.builder(name, value).description(description).tag(tag, tagged).register(registry);
    }

    /** A counter of the whole process. */
    public static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    public void request(String route, int status, long elapsedNanos, long overheadNanos) {
        requests.computeIfAbsent(new RouteStatus(route, status), this::timer)
                .record(elapsedNanos, TimeUnit.NANOSECONDS);
        overhead.record(overheadNanos, TimeUnit.NANOSECONDS);
    }

    public void attempt(String provider, String status, TokenUsage tokens, OptionalLong costNanos) {
        Attempts counted = attempts.computeIfAbsent(new ProviderStatus(provider, status), this::attempts);
        counted.count.increment();
        counted.input.increment((double) tokens.input());
        counted.output.increment((double) tokens.output());
        if (costNanos.isPresent()) {
            counted.usd.increment(costNanos.getAsLong() / 1e9);
        }
    }

    public void denied(GatewayError.Limit limit) {
        denials.computeIfAbsent(
                        limit.code(),
                        code -> Counter.builder("aigw.denied")
                                .description("Requests refused by a limit")
                                .tag("limit", code)
                                .register(registry))
                .increment();
    }

    private Timer timer(RouteStatus key) {
        return Timer.builder("aigw.requests")
                .description("Requests by route and status, from arrival to the end of the answer")
                .tag("route", key.route())
                .tag("status", Integer.toString(key.status()))
                .serviceLevelObjectives(LATENCY_BUCKETS)
                .register(registry);
    }

    private Attempts attempts(ProviderStatus key) {
        return new Attempts(
                counter("aigw.attempts", "Attempts at providers by how they ended", key),
                counter("aigw.tokens.input", "Input tokens", key),
                counter("aigw.tokens.output", "Output tokens", key),
                counter("aigw.cost.usd", "Cost in dollars; for people, the ledger is exact", key));
    }

    private Counter counter(String name, String description, ProviderStatus key) {
        return Counter.builder(name)
                .description(description)
                .tag("provider", key.provider())
                .tag("status", key.status())
                .register(registry);
    }

    private record RouteStatus(String route, int status) {}

    private record ProviderStatus(String provider, String status) {}

    private record Attempts(Counter count, Counter input, Counter output, Counter usd) {}
}
