package dev.aigw.bus;

import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one door to the event bus. Every question is local, typed and bounded in time, and is always answered: a consumer
 * that throws answers with a {@link GatewayException} instead of leaving the asker to its time-out.
 */
public final class Bus {
    private static final Logger LOG = LoggerFactory.getLogger(Bus.class);
    private static final DeliveryOptions LOCAL =
            new DeliveryOptions().setLocalOnly(true).setCodecName(LocalCodec.NAME);

    private final Vertx vertx;
    private final EventBus events;
    private final Set<String> served = ConcurrentHashMap.newKeySet();

    private Bus(Vertx vertx) {
        this.vertx = vertx;
        this.events = vertx.eventBus();
    }

    /** Installs the local codec on this Vert.x; call once per instance. */
    public static Bus install(Vertx vertx) {
        vertx.eventBus().registerCodec(new LocalCodec());
        return new Bus(vertx);
    }

    /** Answers every question at the address with the service's future, whatever the service does. */
    public <Q extends BusMessage, R extends BusMessage> void serve(
            Address<Q, R> address, Function<Q, Future<R>> service) {
        served.add(address.name());
        events.<Envelope<Q, R>>localConsumer(address.name(), message -> answer(message.body(), service));
    }

    /** Takes every message sent or published to the topic; what the handler throws is logged, not lost in silence. */
    public <M extends BusMessage> MessageConsumer<M> listen(Topic<M> topic, Handler<M> handler) {
        return events.localConsumer(topic.name(), message -> {
            try {
                handler.handle(message.body());
            } catch (RuntimeException e) {
                LOG.error("bus listener failed topic={}", topic.name(), e);
            }
        });
    }

    /** A question to be asked, once or often, on the event loop that this is called on. */
    public <Q extends BusMessage, R extends BusMessage> Question<Q, R> question(
            Address<Q, R> address, Duration timeout) {
        Question<Q, R> question = new TimedQuestion<>(vertx, timeout, envelope -> {
            if (served.contains(address.name())) {
                events.send(address.name(), envelope, LOCAL);
            } else {
                envelope.fail(new IllegalStateException("nobody serves the address"));
            }
        });
        return query ->
                question.ask(query).recover(cause -> Future.failedFuture(toGatewayException(address.name(), cause)));
    }

    /** Tells one listener of the topic. */
    public <M extends BusMessage> void send(Topic<M> topic, M message) {
        events.send(topic.name(), message, LOCAL);
    }

    /** Tells every listener of the topic in this process. */
    public <M extends BusMessage> void publish(Topic<M> topic, M message) {
        events.publish(topic.name(), message, LOCAL);
    }

    private static <Q extends BusMessage, R extends BusMessage> void answer(
            Envelope<Q, R> asked, Function<Q, Future<R>> service) {
        Future<R> reply;
        try {
            reply = service.apply(asked.query());
        } catch (RuntimeException e) {
            reply = Future.failedFuture(e);
        }
        reply.onComplete(asked::complete, asked::fail);
    }

    private static GatewayException toGatewayException(String address, Throwable cause) {
        if (cause instanceof GatewayException known) {
            return known;
        }
        // A time-out or a missing consumer is a bug of ours as much as an exception is: the service always answers.
        LOG.error("bus request failed address={}", address, cause);
        return new GatewayException(new GatewayError.Internal(address));
    }

    /** Asks one address; fails only with a {@link GatewayException}. */
    @FunctionalInterface
    public interface Question<Q extends BusMessage, R extends BusMessage> {
        Future<R> ask(Q query);
    }
}
