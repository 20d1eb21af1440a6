package dev.aigw.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

/** The servers that hold the keys, however many there are. */
sealed interface Servers permits OneServer, ClusterServers {

    /** Connects for the first time; on failure keeps trying in the background all the same. */
    Future<Void> start();

    /** Whether any server can be asked. */
    boolean connected();

    /** Whether the server of this key can be asked. */
    boolean connected(String key);

    /** Asks the server of this key; fails at once when it is not connected. */
    Future<@Nullable Response> ask(String key, Request request);

    /** Asks what does not depend on a key. */
    Future<@Nullable Response> ask(Request request);

    /** Gives every connection up; new ones are made. */
    void discard();

    void close();
}
