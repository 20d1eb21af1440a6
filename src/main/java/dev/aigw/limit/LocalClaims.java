package dev.aigw.limit;

import dev.aigw.limit.RateLimits.Claim;
import dev.aigw.limit.RateLimits.Reservation;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The callers' own ids of requests that this process served while Redis did not answer, so that a retry is not served twice.
 * Their answers are nowhere to be had: a retry is told so.
 */
final class LocalClaims {
    private final long keepMillis;
    private final Map<Of, Served> claims;

    LocalClaims(Duration keep, int most) {
        this.keepMillis = keep.toMillis();
        this.claims = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Of, Served> eldest) {
                return size() > most;
            }
        };
    }

    /** Why the request is not a new one; empty when it is. */
    Optional<Reservation> known(long tenantId, Claim claim, long nowMillis) {
        Served served = claims.get(new Of(tenantId, claim.requestId()));
        if (served == null || served.until() < nowMillis) {
            return Optional.empty();
        }
        return Optional.of(
                served.bodyHash().equals(claim.bodyHash()) ? new Reservation.NotKept() : new Reservation.Reused());
    }

    void begin(long tenantId, Claim claim) {
        Of of = new Of(tenantId, claim.requestId());
        claims.remove(of);
        claims.put(of, new Served(claim.bodyHash(), Long.MAX_VALUE));
    }

    /** The call is over; {@code again} when the same id may be tried again, because it failed in a way that allows it. */
    void end(long tenantId, Claim claim, boolean again, long nowMillis) {
        Of of = new Of(tenantId, claim.requestId());
        if (claims.remove(of) != null && !again) {
            claims.put(
                    of,
                    new Served(
                            claim.bodyHash(),
                            Math.max(
                                    nowMillis + keepMillis,
                                    claim.onceUntilMillis().orElse(0))));
        }
    }

    /** Forgets those whose time is over. */
    void forget(long nowMillis) {
        Iterator<Served> entries = claims.values().iterator();
        while (entries.hasNext()) {
            if (entries.next().until() < nowMillis) {
                entries.remove();
            }
        }
    }

    private record Of(long tenantId, String requestId) {}

    private record Served(String bodyHash, long until) {}
}
