package dev.aigw.limit;

import dev.aigw.limit.RateLimits.NextAttempt;
import dev.aigw.limit.RateLimits.Reserve;
import java.time.Duration;
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

    void add(Reserve reserve, Keys keys) {
        open.put(reserve.id(), new Open(keys, "", System.nanoTime()));
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
            open.put(id, new Open(held.keys(), HeldReservation.sketch(held.keys(), next.call()), now));
            renew(id, now);
        }
    }

    /** One that fails is tried again in its turn; one that is gone is corrected when it is settled. */
    private void renew(UUID id, long now) {
        Open held = open.remove(id);
        if (held != null) {
            open.put(id, new Open(held.keys(), held.sketch(), now));
            scripts.renew(id, held.keys(), held.sketch());
        }
    }

    /**
     * One of them.
     *
     * @param sketch of an attempt after the first, told at every renewal in case Redis was away; else empty
     */
    private record Open(Keys keys, String sketch, long sinceNanos) {}
}
