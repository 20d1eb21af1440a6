package dev.aigw.bus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.aigw.bus.Bus.Question;
import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class BusTest {
    record Ask(String text) implements BusMessage {}

    record Reply(Ask of) implements BusMessage {}

    private static final Address<Ask, Reply> ADDRESS = new Address<>("test.ask");
    private static final Duration LONG = Duration.ofMinutes(1);

    private Bus bus;
    private Question<Ask, Reply> question;

    @BeforeEach
    void install(Vertx vertx) {
        bus = Bus.install(vertx);
        question = bus.question(ADDRESS, LONG);
    }

    @Test
    void handsMessagesOverByReference() throws Exception {
        Ask ask = new Ask("hello");
        bus.serve(ADDRESS, received -> Future.succeededFuture(new Reply(received)));

        Reply reply = question.ask(ask).await(5, SECONDS);

        assertThat(reply.of()).isSameAs(ask);
    }

    @Test
    void answersAtOnceWhenTheServiceThrows() {
        bus.serve(ADDRESS, received -> {
            throw new IllegalStateException("bug");
        });

        Future<Reply> reply = question.ask(new Ask("hello"));

        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> reply.await(5, SECONDS))
                .extracting(GatewayException::error)
                .isEqualTo(new GatewayError.Internal("test.ask"));
    }

    @Test
    void passesOnTheServicesOwnRefusal() {
        GatewayError refusal = new GatewayError.UnknownModel("m");
        bus.serve(ADDRESS, received -> Future.failedFuture(new GatewayException(refusal)));

        Future<Reply> reply = question.ask(new Ask("hello"));

        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> reply.await(5, SECONDS))
                .extracting(GatewayException::error)
                .isEqualTo(refusal);
    }

    @Test
    void failsWhenNobodyServesTheAddress() {
        Future<Reply> reply = question.ask(new Ask("hello"));

        assertThatExceptionOfType(GatewayException.class).isThrownBy(() -> reply.await(5, SECONDS));
    }

    @Test
    void failsWhenTheServiceNeverAnswers() {
        bus.serve(ADDRESS, received -> Promise.<Reply>promise().future());

        Future<Reply> reply = bus.question(ADDRESS, Duration.ofMillis(50)).ask(new Ask("hello"));

        assertThatExceptionOfType(GatewayException.class).isThrownBy(() -> reply.await(5, SECONDS));
    }

    @Test
    void goesOnListeningAfterAListenerThrew() throws Exception {
        Topic<Ask> topic = new Topic<>("test.topic");
        Promise<Ask> second = Promise.promise();
        bus.listen(topic, ask -> {
            if (ask.text().equals("first")) {
                throw new IllegalStateException("bug");
            }
            second.tryComplete(ask);
        });

        bus.send(topic, new Ask("first"));
        bus.send(topic, new Ask("second"));

        assertThat(second.future().await(5, SECONDS)).isEqualTo(new Ask("second"));
    }
}
