package dev.aigw.cli;

import dev.aigw.Gateway;
import dev.aigw.config.ConfigSource;
import dev.aigw.config.GatewayConfig;
import dev.aigw.http.AccessSink;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** A gateway in this process, with the end of each of its parts in the hands of a {@link Lifetime}. */
final class GatewayRun {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private GatewayRun() {}

    static Vertx vertx(Lifetime lifetime, GatewayConfig config) {
        Vertx vertx = Gateway.vertx(config);
        lifetime.add("vertx", () -> Lifetime.await(vertx.close(), CLOSE));
        return vertx;
    }

    static Gateway start(Lifetime lifetime, Vertx vertx, GatewayConfig config, ConfigSource source, String accessLog) {
        AccessSink sink = AccessLogTarget.open(accessLog);
        lifetime.add("access log", sink::close);
        try {
            Gateway gateway = Lifetime.await(Gateway.start(vertx, config, Optional.of(source), sink), START);
            lifetime.add("gateway", () -> Lifetime.await(gateway.stop(), longestStop(config)));
            return gateway;
        } catch (TimeoutException late) {
            throw new CommandFailed(
                    ExitCode.FAILED, "The gateway did not start within " + START.toSeconds() + " s", late);
        }
    }

    /** Draining, then handing the last usage to PostgreSQL, may take the grace time each. */
    private static Duration longestStop(GatewayConfig config) {
        return config.http().shutdownGrace().multipliedBy(2).plus(CLOSE);
    }
}
