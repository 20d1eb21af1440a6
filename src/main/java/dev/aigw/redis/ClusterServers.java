package dev.aigw.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The masters of a cluster, each with a connection of its own, so that one that dies takes only its own keys away. Who has
 * which slot is asked at the start, corrected by what servers answer ({@code MOVED}, {@code ASK}), and asked again
 * while anything is wrong.
 */
final class ClusterServers implements Servers {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterServers.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
    private static final Duration KEYS_ON_THEIR_WAY = Duration.ofMillis(10);
    private static final int REDIRECTIONS = 5;
    private static final Request SLOTS = Request.cmd(Command.CLUSTER).arg("SLOTS");

    private final Vertx vertx;
    private final Context context;
    private final Dialer dialer;
    private final List<String> seeds;
    private final Function<RedisConnection, Future<?>> prepare;
    private final Consumer<Boolean> onState;
    private final Map<String, Server> servers = new HashMap<>();
    private final Server[] owners = new Server[Slots.COUNT];
    private boolean whole;
    private boolean looking;
    private boolean healing;
    private boolean told;
    private boolean closed;

    /** @param onState told true when every master is connected, false when one is not */
    ClusterServers(
            Vertx vertx,
            Context context,
            Dialer dialer,
            List<String> seeds,
            Function<RedisConnection, Future<?>> prepare,
            Consumer<Boolean> onState) {
        this.vertx = vertx;
        this.context = context;
        this.dialer = dialer;
        this.seeds = seeds.stream().map(ServerUrl::withoutDatabase).toList();
        this.prepare = prepare;
        this.onState = onState;
    }

    @Override
    public Future<Void> start() {
        looking = true;
        return askSeeds(0)
                .compose(map -> {
                    apply(map);
                    return Future.join(servers.values().stream()
                                    .map(server -> server.link.attempted())
                                    .toList())
                            .<Void>mapEmpty()
                            // Some masters are enough to begin with.
                            .recover(cause -> connected() ? Future.succeededFuture() : Future.failedFuture(cause));
                })
                .onComplete(done -> {
                    looking = false;
                    heal();
                });
    }

    @Override
    public boolean connected() {
        return servers.values().stream().anyMatch(server -> server.link.connected());
    }

    @Override
    public boolean connected(String key) {
        return owner(Slots.of(key)).filter(server -> server.link.connected()).isPresent();
    }

    @Override
    public Future<@Nullable Response> ask(String key, Request request) {
        int slot = Slots.of(key);
        return owner(slot)
                .map(server -> ask(server, slot, request, REDIRECTIONS))
                .orElseGet(() -> Future.failedFuture(Pipeline.NOT_CONNECTED));
    }

    @Override
    public Future<@Nullable Response> ask(Request request) {
        List<Server> all = connectedServers();
        if (all.isEmpty()) {
            return Future.failedFuture(Pipeline.NOT_CONNECTED);
        }
        return any(all).pipeline.ask(-1, request);
    }

    @Override
    public void discard() {
        List.copyOf(servers.values()).forEach(server -> server.link.drop());
    }

    @Override
    public void close() {
        closed = true;
        servers.values().forEach(server -> server.link.close());
        servers.clear();
    }

    private Future<@Nullable Response> ask(Server server, int slot, Request request, int redirections) {
        return server.pipeline.ask(slot, request).recover(cause -> {
            if (!(cause instanceof ErrorType error) || redirections == 0 || closed) {
                return Future.failedFuture(cause);
            }
            if (error.is("MOVED")) {
                Server now = server(target(server, error));
                owners[slot] = now;
                look();
                return now.link.attempted().compose(up -> ask(now, slot, request, redirections - 1));
            }
            if (error.is("ASK")) {
                Server other = server(target(server, error));
                return other.link.attempted().compose(up -> other.pipeline.askRedirected(request));
            }
            if (error.is("TRYAGAIN")) {
                return vertx.timer(KEYS_ON_THEIR_WAY.toMillis())
                        .compose(waited -> ask(server, slot, request, redirections - 1));
            }
            if (error.is("CLUSTERDOWN") || error.is("READONLY")) {
                look();
            }
            return Future.failedFuture(cause);
        });
    }

    private Optional<Server> owner(int slot) {
        return Optional.ofNullable(owners[slot]);
    }

    /** The server that {@code MOVED 3999 host:port} names; without a host it is the one that said so. */
    private static String target(Server from, ErrorType error) {
        String message = String.valueOf(error.getMessage());
        String address = message.substring(message.lastIndexOf(' ') + 1);
        int colon = address.lastIndexOf(':');
        String host = colon <= 0 ? from.host() : address.substring(0, colon);
        return ServerUrl.at(from.url, host, Integer.parseInt(address.substring(colon + 1)));
    }

    private Server server(String url) {
        return servers.computeIfAbsent(url, fresh -> {
            Server server = new Server(fresh);
            server.link.start();
            return server;
        });
    }

    private List<Server> connectedServers() {
        return servers.values().stream()
                .filter(server -> server.link.connected())
                .toList();
    }

    private static Server any(List<Server> some) {
        return some.get(ThreadLocalRandom.current().nextInt(some.size()));
    }

    /** Asks who has which slot; not while that is being asked. */
    private void look() {
        if (looking || closed) {
            return;
        }
        looking = true;
        List<Server> all = connectedServers();
        Future<SlotMap> map = all.isEmpty() ? askSeeds(0) : askServer(any(all)).recover(cause -> askSeeds(0));
        map.onSuccess(this::apply)
                .onFailure(cause -> LOG.debug("cluster not told cause={}", String.valueOf(cause.getMessage())))
                .onComplete(done -> {
                    looking = false;
                    heal();
                });
    }

    private Future<SlotMap> askServer(Server server) {
        return dialer.bounded(server.pipeline.ask(-1, SLOTS))
                .map(told -> new SlotMap(server.url, Objects.requireNonNull(told)));
    }

    private Future<SlotMap> askSeeds(int index) {
        String seed = seeds.get(index);
        return dialer.once(seed, connection -> connection.send(SLOTS))
                .map(told -> new SlotMap(seed, Objects.requireNonNull(told)))
                .recover(cause -> index + 1 < seeds.size() ? askSeeds(index + 1) : Future.failedFuture(cause));
    }

    private void apply(SlotMap map) {
        if (closed) {
            return;
        }
        List<Server> masters = new ArrayList<>();
        int covered = 0;
        for (SlotMap.Range range : map.ranges()) {
            Server master = server(range.url());
            masters.add(master);
            covered += range.last() - range.first() + 1;
            for (int slot = range.first(); slot <= range.last(); slot++) {
                owners[slot] = master;
            }
        }
        whole = covered == Slots.COUNT;
        if (whole) {
            List<Server> gone = new ArrayList<>(servers.values());
            gone.removeAll(masters);
            gone.forEach(server -> {
                servers.remove(server.url);
                server.link.close();
            });
        }
        tell();
    }

    private boolean well() {
        return whole && servers.values().stream().allMatch(server -> server.link.connected());
    }

    private void tell() {
        if (!closed && well() != told) {
            told = !told;
            onState.accept(told);
        }
    }

    /** Asks again in a while, and then again, until all is well. */
    private void heal() {
        if (!closed && !healing && !well()) {
            healing = true;
            vertx.setTimer(LOOK_AGAIN.toMillis(), fired -> {
                healing = false;
                if (!well()) {
                    look();
                }
            });
        }
    }

    /** One master. */
    private final class Server {
        private final String url;
        private final RedisLink link;
        private final Pipeline pipeline;

        private Server(String url) {
            this.url = url;
            this.link = new RedisLink(vertx, dialer, () -> Future.succeededFuture(url), prepare, up -> {
                tell();
                heal();
            });
            this.pipeline = new Pipeline(context, link);
        }

        private String host() {
            return ServerUrl.host(url);
        }
    }
}
