package dev.aigw.http;

import dev.aigw.config.HttpConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The open connections of a lane. One that works on no request is closed after a time, whatever bytes trickle in on it: a
 * peer that sends half a request head for ever does not stay. One over the limit is closed at once.
 */
final class Connections {
    private static final long TICK_MILLIS = 500;

    private final HttpConfig config;
    private final int most;
    private final Map<HttpConnection, Idle> open = new HashMap<>();

    Connections(Vertx vertx, HttpConfig config, int most) {
        this.config = config;
        this.most = most;
        vertx.setPeriodic(TICK_MILLIS, tick -> sweep(System.nanoTime()));
    }

    void opened(HttpConnection connection) {
        if (open.size() >= most) {
            connection.close();
            return;
        }
        open.put(connection, new Idle());
        connection.closeHandler(closed -> open.remove(connection));
    }

    void requestBegins(HttpConnection connection) {
        Idle idle = open.get(connection);
        if (idle != null) {
            idle.requests++;
            idle.served = true;
        }
    }

    void requestEnds(HttpConnection connection) {
        Idle idle = open.get(connection);
        if (idle != null && --idle.requests == 0) {
            idle.sinceNanos = System.nanoTime();
        }
    }

    int size() {
        return open.size();
    }

    private void sweep(long now) {
        long forFirst = config.headerTimeout().toNanos();
        long forNext = config.keepAlive().toNanos();
        List<HttpConnection> over = open.entrySet().stream()
                .filter(entry -> entry.getValue().requests == 0)
                .filter(entry -> now - entry.getValue().sinceNanos > (entry.getValue().served ? forNext : forFirst))
                .map(Map.Entry::getKey)
                .toList();
        over.forEach(HttpConnection::close);
    }

    private static final class Idle {
        private int requests;
        private boolean served;
        private long sinceNanos = System.nanoTime();
    }
}
