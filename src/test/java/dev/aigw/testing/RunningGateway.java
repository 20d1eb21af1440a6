package dev.aigw.testing;

import dev.aigw.Gateway;
import dev.aigw.config.GatewayConfig;
import dev.aigw.http.AccessSink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One more gateway process, as far as one JVM can have two; it may be stopped. */
public final class RunningGateway implements AutoCloseable {
    private final Vertx vertx;
    private final Gateway gateway;
    private Optional<Future<Void>> stopping = Optional.empty();

    private RunningGateway(Vertx vertx, Gateway gateway) {
        this.vertx = vertx;
        this.gateway = gateway;
    }

    static RunningGateway start(GatewayConfig config) {
        Vertx vertx = Gateway.vertx(config);
        try {
            return new RunningGateway(
                    vertx,
                    Gateway.start(vertx, config, new AccessSink(Optional.empty()))
                            .await(30, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    public Client client() {
        return new Client(gateway.port());
    }

    public RawClient raw() {
        return new RawClient(gateway.port());
    }

    public String managementUrl() {
        return "http://127.0.0.1:" + gateway.managementPort();
    }

    /** Begins to stop, as on SIGTERM. */
    public Future<Void> stop() {
        Future<Void> begun = stopping.orElseGet(gateway::stop);
        stopping = Optional.of(begun);
        return begun;
    }

    @Override
    public void close() throws TimeoutException {
        stop().await(30, TimeUnit.SECONDS);
        vertx.close().await(30, TimeUnit.SECONDS);
    }
}
