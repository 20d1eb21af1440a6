package dev.aigw.limit;

import dev.aigw.bus.Bus.Question;
import dev.aigw.limit.RateLimits.Scope;
import dev.aigw.limit.Upkeep.Money;
import dev.aigw.tenant.SubLimit;
import dev.aigw.tenant.Tenant;
import dev.aigw.usage.Spending;
import dev.aigw.usage.Spending.Spent;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what Redis believes was spent with the ledger, and corrects Redis. Only money that nobody has touched for a while,
 * with no call under way and every row of this process in Postgres: then the two must be equal.
 */
final class Reconciliation {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);
    /** Rows of a process that died may come late: what was equal is compared again. */
    private static final Duration AGAIN = Duration.ofMinutes(10);

    private final Upkeep upkeep;
    private final MoneyScripts scripts;
    private final Question<Spending.Ask, Spent> ledger;
    private final Supplier<Future<Boolean>> flushed;
    private final long quietNanos;
    private final Map<String, Seen> seen = new HashMap<>();

    /**
     * @param flushed waits until Postgres has all rows of this process; answers false when that took too long
     * @param quiet how long nothing must have changed
     */
    Reconciliation(
            Upkeep upkeep,
            MoneyScripts scripts,
            Question<Spending.Ask, Spent> ledger,
            Supplier<Future<Boolean>> flushed,
            Duration quiet) {
        this.upkeep = upkeep;
        this.scripts = scripts;
        this.ledger = ledger;
        this.flushed = flushed;
        this.quietNanos = quiet.toNanos();
    }

    Future<?> look(Tenant tenant) {
        List<Future<?>> looks = new ArrayList<>();
        for (Scope scope : withMoney(tenant)) {
            Keys keys = Keys.of(tenant.id(), List.of(scope));
            looks.add(upkeep.money(keys).compose(money -> {
                if (money.isEmpty()) {
                    seen.remove(keys.money(0));
                    return Future.succeededFuture();
                }
                return consider(tenant, scope, keys, money.get(), System.nanoTime());
            }));
        }
        return Future.all(looks);
    }

    /** What happens while nobody looks is not seen: all must be quiet anew. */
    void forget() {
        seen.clear();
    }

    /** Those whose names are known; of each user's own only the sum is in the tenant's. */
    private static List<Scope> withMoney(Tenant tenant) {
        List<Scope> scopes = new ArrayList<>();
        for (SubLimit limit : tenant.subLimits()) {
            if (limit.limits().budget().limits() && !limit.name().equals(SubLimit.EACH)) {
                scopes.add(new Scope(Optional.of(limit.by()), limit.name(), limit.limits()));
            }
        }
        boolean spends = tenant.subLimits().stream()
                .anyMatch(limit -> limit.limits().budget().limits());
        if (spends || tenant.budget().limits()) {
            scopes.add(Scope.tenant(tenant.limits()));
        }
        return scopes;
    }

    private Future<?> consider(Tenant tenant, Scope scope, Keys keys, Money money, long now) {
        String key = keys.money(0);
        Seen before = seen.get(key);
        if (before == null || money.open() || !before.version().equals(money.version())) {
            seen.put(key, new Seen(money.version(), now, false));
            return Future.succeededFuture();
        }
        if (now - before.sinceNanos() < (before.compared() ? AGAIN.toNanos() : quietNanos)) {
            return Future.succeededFuture();
        }
        seen.put(key, new Seen(money.version(), now, true));
        return flushed.get()
                .compose(complete -> complete
                        ? compare(tenant, scope, keys, money, before.compared())
                        : Future.succeededFuture(false))
                .onComplete((compared, failure) -> {
                    if (compared == null || !compared) {
                        seen.put(key, before); // another time
                    }
                });
    }

    /**
     * Sets Redis to what the ledger has.
     *
     * @param again whether the same was seen a good while ago: only then is Redis believed to have too much, because until a
     *     dead process is started again its last rows are in its journal alone
     */
    private Future<Boolean> compare(Tenant tenant, Scope scope, Keys keys, Money money, boolean again) {
        Spending.Ask ask = new Spending.Ask(tenant.id(), scope.by(), scope.name(), money.now());
        return ledger.ask(ask).compose(spent -> {
            if (spent.equals(money.spent()) || (!again && isLess(spent, money.spent()))) {
                return Future.succeededFuture(true);
            }
            return scripts.correct(keys, money.now(), spent, money.version())
                    .onSuccess(set -> {
                        if (set) {
                            tell(tenant, scope, money.spent(), spent);
                        }
                    })
                    .map(true);
        });
    }

    private static boolean isLess(Spent one, Spent other) {
        return one.dayNanos() < other.dayNanos()
                || one.monthNanos() < other.monthNanos()
                || one.totalNanos() < other.totalNanos();
    }

    private static void tell(Tenant tenant, Scope scope, Spent was, Spent is) {
        LOG.warn(
                "money in redis differed from the ledger and was corrected tenant={} scope={} day={} month={} total={}",
                tenant.slug(),
                scope.by().map(SubLimit.By::word).orElse("tenant"),
                is.dayNanos() - was.dayNanos(),
                is.monthNanos() - was.monthNanos(),
                is.totalNanos() - was.totalNanos());
    }

    /** How money was last seen, since when, and whether it was compared as it is. */
    private record Seen(String version, long sinceNanos, boolean compared) {}
}
