package dev.aigw.limit;

import dev.aigw.bus.Bus;
import dev.aigw.bus.Bus.Question;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.limit.RateLimits.Scope;
import dev.aigw.limit.Scripts.Admission.Cold;
import dev.aigw.usage.Spending;
import dev.aigw.usage.Spending.Spent;
import dev.aigw.usage.UsageFeed;
import dev.aigw.usage.UsageFeed.Flush;
import dev.aigw.usage.UsageFeed.Flushed;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Tells Redis what was spent, from the ledger, where Redis does not know: a first budget, or data that were lost. */
final class Seeds {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Scripts scripts;
    private final Question<Spending.Ask, Spent> ledger;
    private final Question<Flush, Flushed> flush;
    private final Map<String, Future<Boolean>> underWay = new HashMap<>();

    Seeds(Bus bus, Scripts scripts) {
        this.scripts = scripts;
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
        // What this process has spent must be in the ledger before it is asked.
        Future<Boolean> seeded = flush.ask(new Flush(PATIENCE))
                .compose(flushed -> flushed.complete()
                        ? ledger.ask(new Spending.Ask(request.tenantId(), scope.by(), scope.name(), cold.now()))
                        : Future.failedFuture("the ledger lags behind"))
                .compose(spent -> scripts.seed(keys, cold.scope(), cold.now(), spent, Optional.empty()));
        underWay.put(money, seeded);
        return seeded.onComplete(done -> underWay.remove(money));
    }
}
