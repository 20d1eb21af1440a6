import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;

/**
 * The least that a Vert.x reverse proxy can do: what aigw costs more than this is what aigw does.
 *
 * <p>One event loop, epoll, bodies and streams passed on with back pressure, no limits, no log.
 *
 * <pre>java -cp target/aigw.jar scripts/perf/BareProxy.java PORT UPSTREAM_PORT</pre>
 *
 * PORT 0 takes a free one; the first line on stdout is the port. Loopback only.
 */
public final class BareProxy extends VerticleBase {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int POOL_SIZE = 4096; // never the limit

    private final int port;
    private final int upstreamPort;
    private HttpClient upstream;

    private BareProxy(int port, int upstreamPort) {
        this.port = port;
        this.upstreamPort = upstreamPort;
    }

    public static void main(String[] args) {
        if (args.length != 2) {
            System.err.println("usage: BareProxy PORT UPSTREAM_PORT");
            System.exit(2);
        }
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        if (!vertx.isNativeTransportEnabled()) {
            System.err.println("no epoll: " + vertx.unavailableNativeTransportCause());
            System.exit(1);
        }
        vertx.deployVerticle(new BareProxy(Integer.parseInt(args[0]), Integer.parseInt(args[1])))
                .onFailure(cause -> {
                    System.err.println("cannot start: " + cause);
                    System.exit(1);
                });
    }

    @Override
    public Future<?> start() {
        upstream = vertx.createHttpClient(
                new HttpClientOptions().setDefaultHost(LOOPBACK).setDefaultPort(upstreamPort),
                new PoolOptions().setHttp1MaxSize(POOL_SIZE));
        return vertx.createHttpServer(new HttpServerOptions().setHost(LOOPBACK).setPort(port))
                .requestHandler(this::forward)
                .listen()
                .onSuccess(server -> System.out.println(server.actualPort()));
    }

    private void forward(HttpServerRequest request) {
        request.pause(); // or its body is gone before there is a connection to send it on
        upstream.request(new RequestOptions().setMethod(request.method()).setURI(request.uri()))
                .compose(outgoing -> send(request, outgoing))
                .onSuccess(answer -> relay(answer, request.response()))
                .onFailure(cause -> refuse(request.response()));
    }

    private static Future<HttpClientResponse> send(HttpServerRequest request, HttpClientRequest outgoing) {
        copyHeaders(request.headers(), outgoing.headers());
        request.response().closeHandler(gone -> outgoing.reset()); // a caller who has left is not worked for
        return outgoing.send(request);
    }

    private static void relay(HttpClientResponse answer, HttpServerResponse response) {
        response.setStatusCode(answer.statusCode());
        copyHeaders(answer.headers(), response.headers());
        response.setChunked(!response.headers().contains(HttpHeaders.CONTENT_LENGTH));
        answer.pipe()
                .endOnFailure(false) // a cut answer must not look like a whole one
                .to(response)
                .onFailure(cut -> response.reset());
    }

    private static void refuse(HttpServerResponse response) {
        if (!response.headWritten()) {
            response.setStatusCode(502).end();
        }
    }

    /** All but the names that belong to one connection alone. */
    private static void copyHeaders(MultiMap from, MultiMap to) {
        to.addAll(from);
        to.remove(HttpHeaders.HOST);
        to.remove(HttpHeaders.CONNECTION);
        to.remove(HttpHeaders.TRANSFER_ENCODING);
    }
}
