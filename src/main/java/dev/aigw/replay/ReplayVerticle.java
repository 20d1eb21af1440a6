package dev.aigw.replay;

import dev.aigw.bus.Bus;
import dev.aigw.config.LimitConfig;
import dev.aigw.config.StoreConfig;
import dev.aigw.redis.RedisLane;
import dev.aigw.redis.RedisSubscription;
import dev.aigw.replay.Replays.Await;
import dev.aigw.replay.Replays.Awaited;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Waits for answers of calls that are under way in this process or in another one. Redis tells when one is there; because
 * it may tell nobody (a connection that breaks), it is asked every now and then as well.
 */
public final class ReplayVerticle extends VerticleBase {
    private static final Duration POLL = Duration.ofSeconds(1);
    /** Every so many polls it is asked whether the call is still under way. */
    private static final int POLLS_A_PULSE = 3;
    /** So often must it be found neither under way nor answered, because between two looks it may become either. */
    private static final int PULSES_MISSED = 2;

    /** A lease that is over by more has nobody who renews it: its process died. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(3);

    private final Bus bus;
    private final LimitConfig limits;
    private final StoreConfig stores;
    private final Map<String, Vigil> vigils = new HashMap<>();
    private RedisLane redis;
    private RedisSubscription subscription;
    private int waiting;

    public ReplayVerticle(Bus bus, LimitConfig limits, StoreConfig stores) {
        this.bus = bus;
        this.limits = limits;
        this.stores = stores;
    }

    @Override
    public Future<?> start() {
        redis = new RedisLane(vertx, stores.redis(), stores.connectTimeout(), List.of(), this::lookAtAll);
        subscription = new RedisSubscription(
                vertx, stores.redis(), stores.connectTimeout(), Replays.CHANNEL, this::told, this::lookAtAll);
        vertx.setPeriodic(POLL.toMillis(), tick -> List.copyOf(vigils.values()).forEach(this::poll));
        bus.serve(Replays.AWAIT, this::await);
        // Without Redis nobody waits for anything, so it may come later.
        return Future.join(redis.start(), subscription.start()).transform(tried -> Future.<Void>succeededFuture());
    }

    @Override
    public Future<?> stop() {
        subscription.close();
        return redis.close();
    }

    private Future<Awaited> await(Await asked) {
        if (waiting >= limits.maxWaiting()) {
            return Future.succeededFuture(new Awaited.TimedOut());
        }
        Vigil vigil = vigils.computeIfAbsent(
                Replays.message(asked.tenantId(), asked.reservation()), name -> new Vigil(name, asked));
        Promise<Awaited> answer = Promise.promise();
        waiting++;
        vigil.waiters.put(answer, vertx.setTimer(Math.max(1, asked.patience().toMillis()), late -> {
            if (vigil.waiters.remove(answer) != null) {
                waiting--;
                if (vigil.waiters.isEmpty()) {
                    vigils.remove(vigil.name);
                }
                answer.complete(new Awaited.TimedOut());
            }
        }));
        // Only now: an answer that comes between the look and the wait would be missed.
        look(vigil, false);
        return answer.future();
    }

    private void told(String message) {
        Optional.ofNullable(vigils.get(message)).ifPresent(vigil -> look(vigil, true));
    }

    private void lookAtAll(boolean up) {
        if (up) {
            List.copyOf(vigils.values()).forEach(vigil -> look(vigil, false));
        }
    }

    private void poll(Vigil vigil) {
        vigil.polls++;
        if (vigil.polls % POLLS_A_PULSE == 0) {
            feelPulse(vigil);
        } else {
            look(vigil, false);
        }
    }

    /**
     * Looks for the answer; one look at a time serves all who wait for it.
     *
     * @param ended whether the call is known to be over, so that an answer that is not there will never be
     */
    private void look(Vigil vigil, boolean ended) {
        if (vigil.looking) {
            vigil.endedMeanwhile |= ended;
            return;
        }
        vigil.looking = true;
        fetch(vigil).onComplete(found -> {
            vigil.looking = false;
            boolean again = vigil.endedMeanwhile;
            vigil.endedMeanwhile = false;
            if (found.succeeded() && found.result().isPresent()) {
                finish(vigil, new Awaited.Answer(found.result().get()));
            } else if (found.succeeded() && ended) {
                finish(vigil, new Awaited.Gone());
            } else if (again) {
                look(vigil, true);
            }
        });
    }

    private void feelPulse(Vigil vigil) {
        if (vigil.looking) {
            return;
        }
        Request pulse = Request.cmd(Command.ZSCORE).arg(vigil.openCalls).arg(vigil.reservation);
        redis.send(vigil.openCalls, pulse).onSuccess(score -> {
            vigil.pulsesMissed = score.filter(ReplayVerticle::lives).isPresent() ? 0 : vigil.pulsesMissed + 1;
            // Whoever ends a call leaves its answer first, so it must be looked for after the pulse.
            look(vigil, vigil.pulsesMissed >= PULSES_MISSED);
        });
    }

    /** By our clock, which may differ from the one by which leases are given. */
    private static boolean lives(Response leaseEnds) {
        return Double.parseDouble(leaseEnds.toString()) > System.currentTimeMillis() - CLOCKS_DIFFER.toMillis();
    }

    private Future<Optional<Buffer>> fetch(Vigil vigil) {
        return redis.send(vigil.key, Request.cmd(Command.GET).arg(vigil.key))
                .map(reply -> reply.map(ReplayVerticle::bytes));
    }

    private void finish(Vigil vigil, Awaited outcome) {
        vigils.remove(vigil.name, vigil);
        Map<Promise<Awaited>, Long> waiters = Map.copyOf(vigil.waiters);
        vigil.waiters.clear();
        waiting -= waiters.size();
        waiters.forEach((waiter, timer) -> {
            vertx.cancelTimer(timer);
            waiter.complete(outcome);
        });
    }

    private static Buffer bytes(Response response) {
        return Objects.requireNonNull(response.toBuffer());
    }

    /** All who wait for one answer. */
    private static final class Vigil {
        private final String name;
        private final String key;
        private final String openCalls;
        private final String reservation;
        /** With the timers of their patience. */
        private final Map<Promise<Awaited>, Long> waiters = new HashMap<>();

        private boolean looking;
        private boolean endedMeanwhile;
        private int polls;
        private int pulsesMissed;

        private Vigil(String name, Await asked) {
            this.name = name;
            this.key = Replays.key(asked.tenantId(), asked.reservation());
            this.openCalls = Replays.openCalls(asked.tenantId());
            this.reservation = asked.reservation().toString();
        }
    }
}
