package dev.aigw.provider;

import dev.aigw.bus.Bus;
import dev.aigw.config.ProviderConfig;
import dev.aigw.health.Health;
import dev.aigw.provider.Providers.BreakerOpened;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lane's circuit breaker for one provider. What trips it in one lane opens it in all. Its own time-out is off because
 * it would not cancel what runs under it.
 */
final class LaneBreaker {
    private static final Logger LOG = LoggerFactory.getLogger(LaneBreaker.class);

    private final ProviderConfig config;
    private final int lane;
    private final CircuitBreaker breaker;
    private boolean told;
    private long openedNanos;

    LaneBreaker(Vertx vertx, Bus bus, ProviderConfig config, int lane) {
        this.config = config;
        this.lane = lane;
        this.breaker = CircuitBreaker.create(
                config.name() + "." + lane,
                vertx,
                new CircuitBreakerOptions()
                        .setMaxFailures(config.breaker().failures())
                        .setResetTimeout(config.breaker().reset().toMillis())
                        .setTimeout(-1)
                        .setNotificationAddress(null));
        String part = "provider." + config.name() + "." + lane;
        breaker.openHandler(opened -> {
            openedNanos = System.nanoTime();
            bus.publish(Health.REPORT, new Health.Report(part, false, "breaker open"));
            if (!told) {
                LOG.warn("breaker open provider={} lane={}", config.name(), lane);
                bus.publish(Providers.BREAKER_OPENED, new BreakerOpened(config.name(), lane));
            }
        });
        breaker.closeHandler(closed -> bus.publish(Health.REPORT, new Health.Report(part, true, "breaker closed")));
        bus.listen(Providers.BREAKER_OPENED, this::follow);
    }

    /**
     * Runs the attempt unless the breaker is open.
     *
     * @param attempt told whether it is the one that probes a provider that was down; its future is the provider's marks
     * @param refused told how long the breaker will stay open at least
     */
    void run(Function<Boolean, Future<Void>> attempt, java.util.function.Consumer<Duration> refused) {
        boolean probe = breaker.state() != CircuitBreakerState.CLOSED;
        breaker.execute(() -> attempt.apply(probe)).onFailure(cause -> {
            if (cause instanceof OpenCircuitException) {
                refused.accept(untilHalfOpen());
            }
        });
    }

    private void follow(BreakerOpened other) {
        if (other.lane() != lane
                && other.provider().equals(config.name())
                && breaker.state() == CircuitBreakerState.CLOSED) {
            told = true;
            breaker.open();
            told = false;
        }
    }

    private Duration untilHalfOpen() {
        Duration left = config.breaker().reset().minusNanos(System.nanoTime() - openedNanos);
        Duration least = Duration.ofMillis(100); // half-open already, with its one probe under way
        return left.compareTo(least) < 0 ? least : left;
    }
}
