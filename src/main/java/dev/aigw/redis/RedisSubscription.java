package dev.aigw.redis;

import dev.aigw.config.RedisConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears one channel of Redis, on a connection of its own, and again after that broke. What was said meanwhile is lost, so
 * whoever listens needs another way to find out.
 */
public final class RedisSubscription {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSubscription.class);
    /** How often a connection on which nothing is heard is asked whether it is still there. */
    private static final Duration ARE_YOU_THERE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Dialer dialer;
    private final String channel;
    private final Consumer<String> onMessage;
    private final RedisLink link;
    private long timer;

    /** @param onState told true when it hears, false when it does not any more */
    public RedisSubscription(
            Vertx vertx,
            RedisConfig config,
            Duration connectTimeout,
            String channel,
            Consumer<String> onMessage,
            Consumer<Boolean> onState) {
        this.vertx = vertx;
        this.dialer = new Dialer(vertx, connectTimeout);
        this.channel = channel;
        this.onMessage = onMessage;
        this.link = new RedisLink(vertx, dialer, Places.of(config, dialer), this::subscribe, onState);
    }

    /** Subscribes for the first time; on failure keeps trying in the background all the same. */
    public Future<Void> start() {
        timer = vertx.setPeriodic(ARE_YOU_THERE.toMillis(), tick -> look());
        return link.start();
    }

    public void close() {
        vertx.cancelTimer(timer);
        link.close();
    }

    private Future<Void> subscribe(RedisConnection fresh) {
        Promise<Void> heard = Promise.promise();
        fresh.handler(told -> {
            switch (word(told, 0)) {
                case "" -> {}
                case "subscribe" -> heard.tryComplete();
                case "message" -> onMessage.accept(word(told, 2));
                default -> {
                    LOG.warn("redis refused a subscription channel={} answer={}", channel, told);
                    heard.tryFail("no subscription");
                }
            }
        });
        return fresh.send(Request.cmd(Command.SUBSCRIBE).arg(channel)).compose(sent -> heard.future());
    }

    private void look() {
        link.connection()
                .ifPresent(connection -> dialer.bounded(connection.send(Request.cmd(Command.PING)))
                        .onFailure(cause -> {
                            if (link.connection().filter(connection::equals).isPresent()) {
                                link.drop();
                            }
                        }));
    }

    /** Anything but a list is no news: the answer to a PING that came too late, for example. */
    private static boolean listed(Response told) {
        return told.type() == ResponseType.MULTI || told.type() == ResponseType.PUSH;
    }

    private static String word(Response told, int index) {
        return listed(told) && told.size() > index ? told.get(index).toString() : "";
    }
}
