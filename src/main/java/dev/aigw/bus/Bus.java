package dev.aigw.bus;

import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
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

    private final EventBus events;

    private Bus(EventBus events) {
        this.events = events;
    }

    /** Installs the local codec on this Vert.x; call once per instance. */
    public static Bus install(Vertx vertx) {
        vertx.eventBus().registerCodec(new LocalCodec());
        return new Bus(vertx.eventBus());
    }

    /** Answers every question at the address with the service's future, whatever the service does. */
    public <Q extends BusMessage, R extends BusMessage> MessageConsumer<Q> serve(
            Address<Q, R> address, Function<Q, Future<R>> service) {
        return events.localConsumer(address.name(), message -> answer(address, message, service));
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

    /** A question that will be asked often, with its delivery options made once. */
    public <Q extends BusMessage, R extends BusMessage> Question<Q, R> question(
            Address<Q, R> address, Duration timeout) {
        DeliveryOptions options = new DeliveryOptions(LOCAL).setSendTimeout(timeout.toMillis());
        return query -> events.<R>request(address.name(), query, options)
                .map(Message::body)
                .recover(cause -> Future.failedFuture(toGatewayException(address.name(), cause)));
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
            Address<Q, R> address, Message<Q> message, Function<Q, Future<R>> service) {
        Future<R> reply;
        try {
            reply = service.apply(message.body());
        } catch (RuntimeException e) {
            reply = Future.failedFuture(e);
        }
        reply.onComplete(
                answer -> message.reply(answer, LOCAL),
                cause -> message.reply(toGatewayException(address.name(), cause), LOCAL));
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
