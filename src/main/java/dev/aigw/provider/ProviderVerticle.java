package dev.aigw.provider;

import dev.aigw.bus.Bus;
import dev.aigw.config.ProviderConfig;
import dev.aigw.provider.Providers.Answer;
import dev.aigw.provider.Providers.Call;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Speaks to one provider for one lane: a pooled client, a breaker, and the deadlines of what is under way. */
public final class ProviderVerticle extends VerticleBase {
    /** How exact time-outs are; they are seconds and minutes. */
    private static final long TICK_MILLIS = 50;

    private final Bus bus;
    private final int lane;
    private final ProviderConfig config;
    private final Endpoint endpoint;
    private final Set<Exchange> underWay = new HashSet<>();
    private HttpClient client;
    private LaneBreaker breaker;

    public ProviderVerticle(Bus bus, int lane, ProviderConfig config) {
        this.bus = bus;
        this.lane = lane;
        this.config = config;
        this.endpoint = new Endpoint(config);
    }

    @Override
    public Future<?> start() {
        client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setTcpNoDelay(true)
                        .setTcpKeepAlive(true)
                        .setConnectTimeout((int) config.connectTimeout().toMillis())
                        .setKeepAliveTimeout((int) config.keepAlive().toSeconds())
                        .setMaxHeaderSize(64 * 1024))
                .with(new PoolOptions()
                        .setHttp1MaxSize(config.maxConnections())
                        .setMaxWaitQueueSize(config.maxWaiting()))
                // A reset is told to its exchange; without this Vert.x logs it as an error of ours as well.
                .withConnectHandler(connection -> connection.exceptionHandler(noise -> {}))
                .build();
        breaker = new LaneBreaker(vertx, bus, config, lane);
        vertx.setPeriodic(TICK_MILLIS, tick -> expire(System.nanoTime()));
        bus.serve(Providers.call(config.name()).lane(lane), this::call);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return client.close();
    }

    private Future<Answer> call(Call call) {
        Exchange exchange = new Exchange(config, call);
        breaker.run(
                probe -> {
                    underWay.add(exchange);
                    exchange.start(client, endpoint, probe);
                    return exchange.outcome().onComplete(told -> {
                        if (exchange.over()) { // a probe is told at its first sign and goes on
                            underWay.remove(exchange);
                        }
                    });
                },
                wait -> exchange.decline(new Answer.Unavailable("it failed too often of late", wait)));
        return exchange.answer();
    }

    private void expire(long now) {
        for (Exchange exchange : List.copyOf(underWay)) {
            if (exchange.over()) {
                underWay.remove(exchange);
            } else {
                exchange.expire(now);
            }
        }
    }
}
