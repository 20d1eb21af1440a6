package dev.aigw.redis;

import dev.aigw.config.RedisConfig;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;

/** Where a server is to be found that will do: the only one, the master of the moment, or any node of a cluster. */
final class Places {
    private Places() {}

    static Supplier<Future<String>> of(RedisConfig config, Dialer dialer) {
        List<String> nodes = config.nodes();
        return switch (config.mode()) {
            case STANDALONE -> () -> Future.succeededFuture(nodes.getFirst());
            case SENTINEL -> new Sentinels(dialer, nodes, config.sentinelMaster())::place;
            case CLUSTER -> inTurn(nodes);
        };
    }

    /** Another one at each attempt. */
    private static Supplier<Future<String>> inTurn(List<String> nodes) {
        int[] attempts = {0};
        return () -> Future.succeededFuture(ServerUrl.withoutDatabase(nodes.get(attempts[0]++ % nodes.size())));
    }
}
