package dev.aigw.limit;

import dev.aigw.limit.RateLimits.NextAttempt;
import dev.aigw.limit.RateLimits.Reserve;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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

    /**
     * Holds one.
     *
     * @param at when Redis admitted it; empty when nobody knows whether it did
     */
    void add(Reserve reserve, Keys keys, OptionalLong at) {
        open.put(reserve.id(), new Open(reserve, keys, at, "", System.nanoTime()));
    }

    /** Answers where it is counted; empty when it was none of these. */
    Optional<Keys> remove(UUID reservation) {
        return Optional.ofNullable(open.remove(reservation)).map(Open::keys);
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
        if (held != null) {
            open.put(id, held.as(held.sketch(), now));
            scripts.renew(id, held.keys(), held.sketch()).onSuccess(known -> {
                if (!known && open.containsKey(id)) {
                    restore(held);
                }
            });
        }
    }

    private void restore(Open held) {
        if (held.at().isPresent()) {
            String sketch = held.sketch().isEmpty()
                    ? HeldReservation.sketch(held.keys(), held.reserve().call())
                    : held.sketch();
            scripts.restore(
                    held.reserve(),
                    held.keys(),
                    sketch,
                    Instant.ofEpochMilli(held.at().getAsLong()));
        }
    }

    /**
     * One of them.
     *
     * @param at when Redis admitted it; empty when it perhaps did not
     * @param sketch of an attempt after the first, told at every renewal in case Redis was away; else empty
     */
    private record Open(Reserve reserve, Keys keys, OptionalLong at, String sketch, long sinceNanos) {
        Open as(String latestSketch, long now) {
            return new Open(reserve, keys, at, latestSketch, now);
        }
    }
}
