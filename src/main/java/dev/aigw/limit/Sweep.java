package dev.aigw.limit;

import dev.aigw.tenant.Tenant;
import dev.aigw.usage.UsageEvent;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes round all tenants and ends the reservations of processes that died: each becomes an {@code unknown} row, then leaves
 * Redis. That order matters: a death between the two repeats both, which is harmless because the row is the same one.
 */
final class Sweep {
    /** Into so many parts is a round divided. */
    static final int STEPS = 60;

    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
    private static final int AT_ONCE = 100;
    private static final Duration STALE = Duration.ofSeconds(1);
    private static final int MOST_LOOKS = 64;
    private static final int MOST_NAMED = 10;

    private final Supplier<List<Tenant>> tenants;
    private final Scripts scripts;
    private final Consumer<UsageEvent> journal;
    private final Reconciliation reconciliation;
    private final Deque<Tenant> round = new ArrayDeque<>();
    private final Set<String> found = new LinkedHashSet<>();
    private long ended;
    private int step;
    private int perStep;
    private int looks;

    Sweep(
            Supplier<List<Tenant>> tenants,
            Scripts scripts,
            Consumer<UsageEvent> journal,
            Reconciliation reconciliation) {
        this.tenants = tenants;
        this.scripts = scripts;
        this.journal = journal;
        this.reconciliation = reconciliation;
    }

    /** Does the next part of the round; a round that takes longer than its steps is finished before another begins. */
    void step() {
        if (step == 0 && round.isEmpty()) {
            tell();
            round.addAll(tenants.get());
            perStep = (round.size() + STEPS - 1) / STEPS;
        }
        step = (step + 1) % STEPS;
        for (int i = 0; i < perStep && looks < MOST_LOOKS && !round.isEmpty(); i++) {
            Tenant tenant = round.removeFirst();
            looks++;
            look(tenant)
                    .compose(done -> reconciliation.look(tenant))
                    .onComplete((done, failure) -> looks--); // what failed is looked at again in the next round
        }
    }

    /** Another process sweeps. */
    void rest() {
        round.clear();
        reconciliation.forget();
    }

    private Future<Void> look(Tenant tenant) {
        long asked = System.nanoTime();
        return scripts.expired(tenant.id(), AT_ONCE).compose(expired -> {
            if (System.nanoTime() - asked > STALE.toNanos()) {
                return Future.succeededFuture(); // Redis hung, and whoever holds these could not say so
            }
            List<Future<Boolean>> ends = new ArrayList<>(expired.size());
            for (HeldReservation one : expired) {
                journal.accept(one.unknown());
                ends.add(scripts.expire(one.id(), one.keys()).onSuccess(gone -> {
                    if (gone) {
                        ended++;
                        found.add(tenant.slug());
                    }
                }));
            }
            Future<?> all = Future.all(ends);
            return expired.size() < AT_ONCE ? all.mapEmpty() : all.compose(gone -> look(tenant));
        });
    }

    private void tell() {
        if (ended > 0) {
            LOG.warn(
                    "reservations of dead processes ended, their rows are of status unknown count={} tenants={}",
                    ended,
                    String.join(",", found.stream().limit(MOST_NAMED).toList())
                            + (found.size() > MOST_NAMED ? ",..." : ""));
        }
        ended = 0;
        found.clear();
    }
}
