package dev.aigw.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of one server. What one turn of the event loop asks goes out in one write, as a transaction: the client
 * fails a batch as a whole when one of its commands does and forgets the other answers, but a transaction answers each
 * command by itself, and one that is refused has run for nobody, so each may be asked alone then.
 */
final class Pipeline {
    static final String NOT_CONNECTED = "redis is not connected";
    /** Redis serves nobody else meanwhile. */
    private static final int LARGEST = 64;

    private final Context context;
    private final RedisLink link;
    private List<Asked> turn = new ArrayList<>();

    Pipeline(Context context, RedisLink link) {
        this.context = context;
        this.link = link;
    }

    /**
     * Asks; fails at once when there is no connection.
     *
     * @param group only what is of the same group may share a transaction
     */
    Future<@Nullable Response> ask(int group, Request request) {
        if (!link.connected()) {
            return Future.failedFuture(NOT_CONNECTED);
        }
        if (turn.isEmpty()) {
            context.runOnContext(over -> send());
        }
        Asked asked = new Asked(group, request, Promise.promise());
        turn.add(asked);
        return asked.reply.future();
    }

    /** Asks what another server of the cluster has told to ask here once. */
    Future<@Nullable Response> askRedirected(Request request) {
        Optional<RedisConnection> connection = link.connection();
        if (connection.isEmpty()) {
            return Future.failedFuture(NOT_CONNECTED);
        }
        Future<@Nullable Response> asking = connection.get().send(Request.cmd(Command.ASKING));
        Future<@Nullable Response> answer = connection.get().send(request);
        return asking.compose(ready -> answer);
    }

    private void send() {
        List<Asked> all = turn;
        turn = new ArrayList<>();
        Optional<RedisConnection> connection = link.connection();
        if (connection.isEmpty()) {
            all.forEach(one -> one.reply.fail(NOT_CONNECTED));
            return;
        }
        if (all.size() == 1) {
            sendAlone(connection.get(), all.getFirst());
            return;
        }
        Map<Integer, List<Asked>> groups = new LinkedHashMap<>();
        all.forEach(one ->
                groups.computeIfAbsent(one.group, none -> new ArrayList<>()).add(one));
        for (List<Asked> group : groups.values()) {
            for (int from = 0; from < group.size(); from += LARGEST) {
                sendTogether(connection.get(), group.subList(from, Math.min(group.size(), from + LARGEST)));
            }
        }
    }

    private static void sendTogether(RedisConnection connection, List<Asked> some) {
        if (some.size() == 1) {
            sendAlone(connection, some.getFirst());
            return;
        }
        List<Request> requests = new ArrayList<>(some.size() + 2);
        requests.add(Request.cmd(Command.MULTI));
        some.forEach(one -> requests.add(one.request));
        requests.add(Request.cmd(Command.EXEC));
        connection
                .batch(requests)
                .onComplete(
                        replies -> {
                            Response each = replies.getLast();
                            for (int i = 0; i < some.size(); i++) {
                                some.get(i).answered(each.get(i));
                            }
                        },
                        cause -> some.forEach(one -> {
                            if (refused(cause)) {
                                sendAlone(connection, one);
                            } else {
                                one.reply.tryFail(cause);
                            }
                        }));
    }

    private static void sendAlone(RedisConnection connection, Asked one) {
        connection.send(one.request).onComplete(one.reply::tryComplete, one.reply::tryFail);
    }

    private static boolean refused(Throwable cause) {
        return cause instanceof ErrorType error
                && String.valueOf(error.getMessage()).contains("EXECABORT");
    }

    private record Asked(int group, Request request, Promise<@Nullable Response> reply) {
        private void answered(@Nullable Response response) {
            if (response != null && response.type() == ResponseType.ERROR) {
                reply.tryFail((ErrorType) response);
            } else {
                reply.tryComplete(response);
            }
        }
    }
}
