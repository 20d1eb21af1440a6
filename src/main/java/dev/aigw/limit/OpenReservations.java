package dev.aigw.limit;

import dev.aigw.limit.RateLimits.NextAttempt;
import dev.aigw.limit.RateLimits.Reserve;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The reservations that a lane's calls hold, in the order of their last renewal; the long ones are renewed. */
final class OpenReservations {
    private final Scripts scripts;
    private final long renewNanos;
    private final Map<UUID, Open> open = new LinkedHashMap<>();

    OpenReservations(Scripts scripts, Duration renewEvery) {
        this.scripts = scripts;
        this.renewNanos = renewEvery.toNanos();
    }

    /** Who let a call pass. */
    enum Origin {
        REDIS,
        /** This process, and perhaps Redis too, which was asked and did not answer in time. */
        IN_DOUBT,
        /** This process alone. */
        HERE
    }

    /**
     * A call that is over.
     *
     * @param keys where it is counted
     * @param told whether Redis, after it had lost its data, was told that the call is under way
     */
    record Ended(Keys keys, Origin origin, boolean told) {}

    /** Holds one. */
    void add(Reserve reserve, Keys keys, long atMillis, Origin origin) {
        open.put(reserve.id(), new Open(reserve, keys, atMillis, origin, false, "", System.nanoTime()));
    }

    /** Empty when it was none of these. */
    Optional<Ended> remove(UUID reservation) {
        return Optional.ofNullable(open.remove(reservation))
                .map(held -> new Ended(held.keys(), held.origin(), held.told()));
    }

    /** Tells Redis of each that it does not know, whoever let it pass. */
    Future<?> tellAll() {
        long now = System.nanoTime();
        return Future.all(
                List.copyOf(open.keySet()).stream().map(id -> tell(id, now)).toList());
    }

    /** Renews those that nobody has for a while. */
    void renew(long now) {
        List<UUID> due = new ArrayList<>();
        for (Map.Entry<UUID, Open> entry : open.entrySet()) {
            if (now - entry.getValue().sinceNanos() < renewNanos) {
                break; // all that follow are younger
            }
            due.add(entry.getKey());
        }
        due.forEach(id -> renew(id, now));
    }

    /** Redis was away: some leases may be about to end. */
    void renewAll(long now) {
        List.copyOf(open.keySet()).forEach(id -> renew(id, now));
    }

    void nextAttempt(NextAttempt next) {
        Open held = open.get(next.reserve().id());
        if (held != null) {
            long now = System.nanoTime();
            UUID id = next.reserve().id();
            open.put(id, held.as(HeldReservation.sketch(held.keys(), next.call()), now));
            renew(id, now);
        }
    }

    /** One that fails is tried again in its turn; one that Redis admitted and does not know any more is told anew. */
    private void renew(UUID id, long now) {
        Open held = open.remove(id);
        if (held == null) {
            return;
        }
        open.put(id, held.as(held.sketch(), now));
        if (held.origin() != Origin.HERE || held.told()) {
            scripts.renew(id, held.keys(), held.sketch()).onSuccess(known -> {
                if (!known && (held.origin() == Origin.REDIS || held.told())) {
                    restore(id);
                }
            });
        }
    }

    private Future<?> tell(UUID id, long now) {
        Open held = open.remove(id);
        if (held == null) {
            return Future.succeededFuture();
        }
        open.put(id, held.as(held.sketch(), now));
        return scripts.renew(id, held.keys(), held.sketch())
                .compose(known -> known ? Future.succeededFuture(true) : restore(id));
    }

    /** It counts as told before Redis answers: its end may be on its way before that. */
    private Future<Boolean> restore(UUID id) {
        Open held = open.computeIfPresent(id, (same, one) -> one.told(true));
        if (held == null) {
            return Future.succeededFuture(false);
        }
        String sketch = held.sketch().isEmpty()
                ? HeldReservation.sketch(held.keys(), held.reserve().call())
                : held.sketch();
        return scripts.restore(held.reserve(), held.keys(), sketch, Instant.ofEpochMilli(held.atMillis()))
                .onSuccess(restored -> {
                    if (!restored) {
                        open.computeIfPresent(id, (same, one) -> one.told(false));
                    }
                });
    }

    /**
     * One of them.
     *
     * @param atMillis when it was admitted
     * @param told whether Redis was told of it after it had lost its data
     * @param sketch of an attempt after the first, told at every renewal in case Redis was away; else empty
     */
    private record Open(
            Reserve reserve, Keys keys, long atMillis, Origin origin, boolean told, String sketch, long sinceNanos) {
        Open as(String latestSketch, long now) {
            return new Open(reserve, keys, atMillis, origin, told, latestSketch, now);
        }

        Open told(boolean now) {
            return new Open(reserve, keys, atMillis, origin, now, sketch, sinceNanos);
        }
    }
}
