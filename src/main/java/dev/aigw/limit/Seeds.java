package dev.aigw.limit;

import dev.aigw.bus.Bus;
import dev.aigw.bus.Bus.Question;
import dev.aigw.limit.MoneyScripts.Seeded;
import dev.aigw.limit.MoneyScripts.Unsettled;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.RateLimits.Scope;
import dev.aigw.limit.Scripts.Admission.Cold;
import dev.aigw.usage.Spending;
import dev.aigw.usage.Spending.Spent;
import dev.aigw.usage.Spending.Without;
import dev.aigw.usage.UsageFeed;
import dev.aigw.usage.UsageFeed.Flush;
import dev.aigw.usage.UsageFeed.Flushed;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Tells Redis what was spent, from the ledger, where Redis does not know: a first budget, or data that were lost. */
final class Seeds {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** A roll call has its own end, before this one. */
    private static final Duration ROLL_CALL_TIMEOUT = Duration.ofSeconds(20);

    private final MoneyScripts scripts;
    private final Question<RollCall.Ask, RollCall.Complete> rollCall;
    private final Question<Spending.Ask, Spent> ledger;
    private final Question<Flush, Flushed> flush;
    private final Map<String, Future<Boolean>> underWay = new HashMap<>();

    Seeds(Bus bus, MoneyScripts scripts) {
        this.scripts = scripts;
        this.rollCall = bus.question(RollCall.COMPLETE, ROLL_CALL_TIMEOUT);
        this.ledger = bus.question(Spending.ASK, PATIENCE);
        this.flush = bus.question(UsageFeed.FLUSHED, PATIENCE.plus(PATIENCE));
    }

    /** Fails when the ledger does not answer. Requests that need the same are told together. */
    Future<Boolean> seed(Reserve request, Keys keys, Cold cold) {
        String money = keys.money(cold.scope());
        Future<Boolean> begun = underWay.get(money);
        if (begun != null) {
            return begun;
        }
        Scope scope = request.scopes().get(cold.scope());
        Future<Boolean> seeded = rollCall.ask(new RollCall.Ask())
                .compose(complete -> seed(request.tenantId(), scope, keys, cold.scope(), System.nanoTime()));
        underWay.put(money, seeded);
        return seeded.onComplete(done -> underWay.remove(money));
    }

    private Future<Boolean> seed(long tenantId, Scope scope, Keys keys, int index, long began) {
        return scripts.cold(keys, index).compose(unsettled -> {
            if (unsettled.isEmpty()) {
                return Future.succeededFuture(false);
            }
            return spent(tenantId, scope, unsettled.get())
                    .compose(spent -> scripts.seed(keys, index, unsettled.get(), spent))
                    .compose(seeded -> {
                        if (seeded != Seeded.STALE) {
                            return Future.succeededFuture(seeded == Seeded.SET);
                        }
                        return System.nanoTime() - began < PATIENCE.toNanos()
                                ? seed(tenantId, scope, keys, index, began)
                                : Future.failedFuture("calls end faster than the ledger answers");
                    });
        });
    }

    /** What this process has spent must be in the ledger before it is asked. */
    private Future<Spent> spent(long tenantId, Scope scope, Unsettled unsettled) {
        return flush.ask(new Flush(PATIENCE)).compose(flushed -> {
            if (!flushed.complete()) {
                return Future.failedFuture("the ledger lags behind");
            }
            Without without = new Without(unsettled.reservations(), unsettled.since());
            return ledger.ask(new Spending.Ask(tenantId, scope.by(), scope.name(), unsettled.now(), without));
        });
    }
}
