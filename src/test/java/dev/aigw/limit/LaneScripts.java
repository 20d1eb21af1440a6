package dev.aigw.limit;

import dev.aigw.config.ProviderConfig.Secret;
import dev.aigw.config.RedisConfig;
import dev.aigw.redis.RedisLane;
import dev.aigw.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The scripts as lanes call them: several connections to one Redis, each on an event loop of its own. */
final class LaneScripts implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final List<Lane> lanes = new ArrayList<>();

    LaneScripts(String url, int count, Duration lease, Duration keep) {
        for (int i = 0; i < count; i++) {
            Lane lane = new Lane(url, lease, keep);
            LimiterStage.await(vertx.deployVerticle(lane));
            lanes.add(lane);
        }
    }

    /** Asks on one of the connections. */
    <T> Future<T> ask(int lane, Function<Scripts, Future<T>> question) {
        Lane asked = lanes.get(lane % lanes.size());
        Promise<T> answer = Promise.promise();
        asked.run(question, answer);
        return answer.future();
    }

    <T> T await(Function<Scripts, Future<T>> question) {
        return LimiterStage.await(ask(0, question));
    }

    @Override
    public void close() {
        LimiterStage.await(vertx.close());
    }

    private static final class Lane extends VerticleBase {
        private final String url;
        private final Duration lease;
        private final Duration keep;
        private Scripts scripts;

        private Lane(String url, Duration lease, Duration keep) {
            this.url = url;
            this.lease = lease;
            this.keep = keep;
        }

        @Override
        public Future<?> start() {
            RedisLane redis =
                    new RedisLane(vertx, RedisConfig.standalone(new Secret(url)), Await.SOON, Scripts.ALL, up -> {});
            scripts = new Scripts(redis, lease, keep);
            return redis.start();
        }

        private <T> void run(Function<Scripts, Future<T>> question, Promise<T> answer) {
            context.runOnContext(go -> question.apply(scripts).onComplete(answer));
        }
    }
}
