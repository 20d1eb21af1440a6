package dev.aigw.limit;

import dev.aigw.limit.LocalLimits.Ask;
import dev.aigw.limit.LocalLimits.Ended;
import dev.aigw.limit.LocalMoney.Purse;
import dev.aigw.limit.LocalScope.Refusal;
import dev.aigw.limit.RateLimits.Reservation;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.RateLimits.Scope;
import dev.aigw.tenant.Limits;
import dev.aigw.tenant.SubLimit;
import dev.aigw.tenant.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The rules of a process that must keep limits by itself: it admits up to its share of each, all or nothing. Memory is
 * bounded: who was seen last is known. Belongs to one event loop.
 */
final class LocalShares {
    private static final int MOST = 50_000;
    private static final Duration FORGET_AFTER = Duration.ofMinutes(2);
    private static final Reservation UNAVAILABLE = new Reservation.Unavailable(Duration.ofSeconds(1));

    private final Map<Whose, LocalScope> scopes;
    private final Map<UUID, Taken> taken = new HashMap<>();
    private final LocalMoney money;
    private final LocalClaims claims;
    private int processes = 1;

    LocalShares(Duration keepAnswers) {
        this(keepAnswers, MOST);
    }

    LocalShares(Duration keepAnswers, int most) {
        this.money = new LocalMoney(most);
        this.claims = new LocalClaims(keepAnswers, most);
        this.scopes = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Whose, LocalScope> eldest) {
                return size() > most;
            }
        };
    }

    /** Among how many the limits are shared. */
    void processes(int count) {
        processes = Math.max(1, count);
    }

    int processes() {
        return processes;
    }

    Reservation decide(Ask ask, long nowMillis) {
        Reserve reserve = ask.reserve();
        Optional<Reservation> known =
                reserve.claim().flatMap(claim -> claims.known(reserve.tenantId(), claim, nowMillis));
        if (known.isPresent()) {
            return known.get();
        }
        List<LocalScope> all = new ArrayList<>(reserve.scopes().size());
        for (Scope scope : reserve.scopes()) {
            all.add(scopes.computeIfAbsent(
                    new Whose(reserve.tenantId(), scope.by(), scope.name()), fresh -> new LocalScope()));
        }
        for (int i = 0; i < all.size(); i++) {
            Scope scope = reserve.scopes().get(i);
            Optional<Refusal> refusal = all.get(i).refusal(share(scope.limits()), reserve.tokens(), nowMillis);
            if (refusal.isPresent()) {
                return denied(reserve, all.getFirst(), scope, refusal.get(), nowMillis);
            }
        }
        boolean spends = reserve.scopes().stream()
                .anyMatch(scope -> scope.limits().budget().limits());
        Optional<Purse> purse = spends
                ? money.purseWith(reserve.tenantId(), ask.budgetLeftNanos(), reserve.costNanos(), processes)
                : Optional.empty();
        return spends && purse.isEmpty() ? UNAVAILABLE : granted(reserve, all, purse, nowMillis);
    }

    void ended(Ended ended, long nowMillis) {
        Taken was = taken.remove(ended.reservation());
        if (was == null) {
            return;
        }
        Reserve reserve = was.reserve();
        was.scopes().forEach(scope -> scope.end(was.second(), ended.tokens() - reserve.tokens()));
        was.purse().ifPresent(purse -> purse.spend(ended.costNanos() - reserve.costNanos()));
        reserve.claim()
                .ifPresent(claim -> claims.end(
                        reserve.tenantId(),
                        claim,
                        ended.forgotten() && (claim.onceUntilMillis().isEmpty() || ended.costNothing()),
                        nowMillis));
    }

    /** Forgets who was not seen for a while and has nothing under way. */
    void forget(long nowMillis) {
        claims.forget(nowMillis);
        long before = nowMillis - FORGET_AFTER.toMillis();
        Iterator<LocalScope> eldest = scopes.values().iterator();
        while (eldest.hasNext()) {
            LocalScope scope = eldest.next();
            if (scope.usedMillis() >= before) {
                break; // all that follow were used later
            }
            if (!scope.isOpen()) {
                eldest.remove();
            }
        }
    }

    /** Redis answers again, and knows what is left of budgets. */
    void over() {
        money.forget();
    }

    int scopes() {
        return scopes.size();
    }

    private Reservation granted(Reserve reserve, List<LocalScope> all, Optional<Purse> purse, long nowMillis) {
        long second = 0;
        for (LocalScope scope : all) {
            second = scope.admit(reserve.tokens(), nowMillis);
        }
        purse.ifPresent(from -> from.spend(reserve.costNanos()));
        reserve.claim().ifPresent(claim -> claims.begin(reserve.tenantId(), claim));
        taken.put(reserve.id(), new Taken(reserve, all, second, purse));
        Limits share = share(reserve.scopes().getFirst().limits());
        return new Reservation.Granted(
                nowMillis,
                all.getFirst().requests(share, nowMillis),
                all.getFirst().tokens(share, nowMillis),
                OptionalLong.empty(),
                true);
    }

    private Reservation denied(Reserve reserve, LocalScope tenant, Scope scope, Refusal refusal, long nowMillis) {
        Limits share = share(reserve.scopes().getFirst().limits());
        return new Reservation.Denied(
                refusal.limit(),
                scope,
                refusal.allowed(),
                Optional.of(refusal.retryAfter()),
                tenant.requests(share, nowMillis),
                tenant.tokens(share, nowMillis));
    }

    private Limits share(Limits limits) {
        return new Limits(
                share(limits.requestsPerMinute()),
                share(limits.requestsPerDay()),
                share(limits.tokensPerMinute()),
                share(limits.concurrent()),
                Tenant.Budget.NONE);
    }

    private OptionalLong share(OptionalLong limit) {
        return limit.isPresent() ? OptionalLong.of(Math.max(1, limit.getAsLong() / processes)) : limit;
    }

    private record Whose(long tenantId, Optional<SubLimit.By> by, String name) {}

    /** What an admitted request took; it is over when {@link #ended} says so. */
    private record Taken(Reserve reserve, List<LocalScope> scopes, long second, Optional<Purse> purse) {}
}
