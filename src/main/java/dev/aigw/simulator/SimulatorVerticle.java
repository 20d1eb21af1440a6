package dev.aigw.simulator;

import dev.aigw.config.SimulatorConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A provider that makes up its answers, served over HTTP on a free port of the loopback address: to the gateway it is
 * an upstream like any other.
 *
 * <p>OpenAI is played below {@code /v1}, Anthropic at {@code /v1/messages}, Azure below {@code /openai/deployments}.
 */
public final class SimulatorVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(SimulatorVerticle.class);
    private static final String HOST = "127.0.0.1";
    private static final int LONGEST_HEADERS = 65_536;

    private final SimulatorConfig config;
    private volatile int port;

    public SimulatorVerticle(SimulatorConfig config) {
        this.config = config;
    }

    @Override
    public Future<?> start() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(HOST)
                .setPort(0)
                .setMaxHeaderSize(LONGEST_HEADERS)
                .setMaxInitialLineLength(LONGEST_HEADERS);
        return vertx.createHttpServer(options)
                .requestHandler(new ProviderHandler(vertx, config))
                .listen()
                .onSuccess(this::listening);
    }

    private void listening(HttpServer server) {
        port = server.actualPort();
        LOG.info("simulator listens port={}", port);
    }

    /** Where it listens; known once it is deployed. */
    public int port() {
        if (port == 0) {
            throw new IllegalStateException("the simulator is not deployed");
        }
        return port;
    }

    /** Without a path: what the base URLs of the providers it plays begin with. */
    public String url() {
        return "http://" + HOST + ":" + port();
    }
}
