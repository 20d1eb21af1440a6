package dev.aigw.chat;

import dev.aigw.config.HttpConfig;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The streams that a lane is relaying, looked at every second for silence and for callers that take nothing. */
final class Relays {
    private static final long TICK_MILLIS = 1_000;

    private final Set<StreamRelay> underWay = new HashSet<>();

    Relays(Vertx vertx, HttpConfig config) {
        long heartbeat = config.heartbeat().toNanos();
        long writeTimeout = config.writeTimeout().toNanos();
        vertx.setPeriodic(TICK_MILLIS, tick -> {
            long now = System.nanoTime();
            for (StreamRelay relay : List.copyOf(underWay)) {
                relay.tick(now, heartbeat, writeTimeout);
            }
        });
    }

    void add(StreamRelay relay) {
        underWay.add(relay);
    }

    void remove(StreamRelay relay) {
        underWay.remove(relay);
    }
}
