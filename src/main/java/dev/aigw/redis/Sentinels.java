package dev.aigw.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.net.URI;
import java.util.List;
import java.util.Objects;

/** Those who know which server is the master now. */
final class Sentinels {
    private final Dialer dialer;
    private final List<String> urls;
    private final String master;

    Sentinels(Dialer dialer, List<String> urls, String master) {
        this.dialer = dialer;
        this.urls = List.copyOf(urls);
        this.master = master;
    }

    /** Where the master is, as the first sentinel that answers has it. */
    Future<String> place() {
        return place(0);
    }

    private Future<String> place(int index) {
        String url = urls.get(index);
        Request question =
                Request.cmd(Command.SENTINEL).arg("GET-MASTER-ADDR-BY-NAME").arg(master);
        return dialer.once(ServerUrl.withoutDatabase(url), sentinel -> sentinel.send(question))
                .compose(address -> address == null
                        ? Future.failedFuture("no master called " + master + " is known to the sentinel at "
                                + URI.create(url).getHost())
                        : Future.succeededFuture(ServerUrl.at(
                                url,
                                address.get(0).toString(),
                                Objects.requireNonNull(address.get(1).toInteger()))))
                .recover(cause -> index + 1 < urls.size() ? place(index + 1) : Future.failedFuture(cause));
    }

    /** A server that was told to be the master a moment ago may not be it yet, or not any more. */
    static Future<?> refuseAReplica(RedisConnection connection) {
        return connection
                .send(Request.cmd(Command.ROLE))
                .compose(role -> role != null && role.get(0).toString().equals("master")
                        ? Future.succeededFuture(role)
                        : Future.failedFuture("the server is a replica"));
    }
}
