package dev.aigw.limit;

import dev.aigw.bus.Address;
import dev.aigw.bus.BusMessage;
import dev.aigw.limit.Upkeep.Heard;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which processes there are, and whether Redis has heard all of them. Redis that lost its data knows no process; each tells it
 * what it should know and only then joins again. So when all that were there are there again, nothing is untold, and what was
 * spent can be taken from the ledger.
 */
final class RollCall {
    /** One address per process: answers when Redis has heard all processes, or those that are missing are given up. */
    static final Address<Ask, Complete> COMPLETE = new Address<>("limit.roll-call");

    static final Duration HEARTBEAT = Duration.ofSeconds(1);
    /** After so long without a word a process is taken for dead. */
    static final Duration SILENCE = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Logger LOG = LoggerFactory.getLogger(RollCall.class);

    private final Vertx vertx;
    private final Upkeep upkeep;
    private final Supplier<Future<?>> tellAll;
    private final IntConsumer count;
    /** Those that were heard of, and when, by {@link System#nanoTime()}. */
    private final Map<String, Long> expected = new HashMap<>();

    private Optional<Future<Heard>> joining = Optional.empty();
    private Optional<Future<Complete>> calling = Optional.empty();

    /**
     * Calls nobody yet.
     *
     * @param tellAll tells Redis and the ledger all that this process has to tell
     * @param count is told how many processes there are, this one among them
     */
    RollCall(Vertx vertx, Upkeep upkeep, Supplier<Future<?>> tellAll, IntConsumer count) {
        this.vertx = vertx;
        this.upkeep = upkeep;
        this.tellAll = tellAll;
        this.count = count;
    }

    record Ask() implements BusMessage {}

    record Complete() implements BusMessage {}

    /** Says that this process is there, after it has told what Redis should know if Redis does not know it. */
    Future<Heard> beat() {
        return upkeep.here(SILENCE).compose(heard -> {
            note(heard);
            return heard.known() ? Future.succeededFuture(heard) : join();
        });
    }

    /** Redis was away, and nobody could say anything. */
    void again() {
        long now = System.nanoTime();
        expected.replaceAll((process, before) -> now);
    }

    /** Fails while Redis does not answer, or this process cannot tell what it has to. */
    Future<Complete> complete() {
        if (calling.isPresent()) {
            return calling.get();
        }
        Future<Complete> call = await(System.nanoTime() + PATIENCE.toNanos());
        calling = Optional.of(call);
        call.onComplete(done -> calling = Optional.empty());
        return call;
    }

    private Future<Complete> await(long until) {
        return beat().transform((heard, failure) -> {
            boolean over = System.nanoTime() - until >= 0;
            if (failure != null) {
                return over ? Future.failedFuture(failure) : awaitAgain(until);
            }
            Set<String> missing = new HashSet<>(expected.keySet());
            missing.removeAll(heard.alive());
            if (!missing.isEmpty() && !over) {
                return awaitAgain(until);
            }
            if (!missing.isEmpty()) {
                LOG.warn("processes that redis has forgotten did not come back count={}", missing.size());
                expected.keySet().removeAll(missing);
            }
            return Future.succeededFuture(new Complete());
        });
    }

    private Future<Complete> awaitAgain(long until) {
        return vertx.timer(POLL.toMillis(), TimeUnit.MILLISECONDS).compose(due -> await(until));
    }

    private Future<Heard> join() {
        if (joining.isPresent()) {
            return joining.get();
        }
        Future<Heard> join = tellAll.get()
                .compose(told -> upkeep.joins(SILENCE))
                .onSuccess(heard -> {
                    again();
                    note(heard);
                });
        joining = Optional.of(join);
        join.onComplete(done -> joining = Optional.empty());
        return join;
    }

    /** Silence counts only when Redis could have heard: one that knows not even us has forgotten the others as well. */
    private void note(Heard heard) {
        long now = System.nanoTime();
        heard.alive().forEach(process -> expected.put(process, now));
        expected.keySet().removeAll(heard.gone());
        if (heard.known()) {
            expected.values().removeIf(last -> now - last > SILENCE.toNanos());
        }
        count.accept(expected.size() + (expected.containsKey(upkeep.process().toString()) ? 0 : 1));
    }
}
