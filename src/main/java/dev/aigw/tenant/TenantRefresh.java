package dev.aigw.tenant;

import dev.aigw.postgres.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads changed tenants anew, one read at a time: whatever is asked for while one runs is read by the next, so that a
 * burst of changes costs two reads, and an older row can never overtake a newer one. A read that fails is tried again.
 */
final class TenantRefresh {
    private static final Logger LOG = LoggerFactory.getLogger(TenantRefresh.class);
    private static final long READ_TIMEOUT_SECONDS = 10;
    private static final long FIRST_RETRY_MILLIS = 100;
    private static final long LONGEST_RETRY_MILLIS = 2_000;

    private final Vertx vertx;
    private final Postgres postgres;
    private final TenantTable table;
    private final TenantSnapshot snapshot;
    private final Consumer<Tenants.Changed> changed;
    private final Set<Long> named = new HashSet<>();
    private boolean all;
    /** From the start, until the first read is done. */
    private boolean reading = true;

    private long retryMillis = FIRST_RETRY_MILLIS;

    TenantRefresh(
            Vertx vertx,
            Postgres postgres,
            TenantTable table,
            TenantSnapshot snapshot,
            Consumer<Tenants.Changed> changed) {
        this.vertx = vertx;
        this.postgres = postgres;
        this.table = table;
        this.snapshot = snapshot;
        this.changed = changed;
    }

    /** Reads all tenants; fails when that fails. */
    Future<Void> first() {
        return table.list()
                .map(tenants -> snapshot.apply(Set.of(), tenants))
                .onSuccess(loaded -> {
                    LOG.info("tenants loaded count={}", loaded.size());
                    reading = false;
                    next();
                })
                .mapEmpty();
    }

    void tenant(long id) {
        named.add(id);
        next();
    }

    /** Looks for whatever changed unheard. */
    void everything() {
        all = true;
        next();
    }

    private void next() {
        if (reading || (named.isEmpty() && !all)) {
            return;
        }
        reading = true;
        Future<?> read = all ? compare() : load();
        read.onSuccess(done -> {
                    retryMillis = FIRST_RETRY_MILLIS;
                    reading = false;
                    next();
                })
                .onFailure(this::retry);
    }

    private Future<?> compare() {
        return inTime(table.versions()).onSuccess(versions -> {
            all = false;
            named.addAll(snapshot.staleAgainst(versions));
        });
    }

    private Future<?> load() {
        List<Long> ids = List.copyOf(named);
        named.clear();
        return inTime(table.load(ids))
                .onSuccess(found -> snapshot.apply(ids, found).forEach(changed))
                .onFailure(cause -> named.addAll(ids));
    }

    /** An answer that comes later is dropped, so that it cannot overtake a newer one. */
    private static <T> Future<T> inTime(Future<T> read) {
        return read.timeout(READ_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private void retry(Throwable cause) {
        if (retryMillis == FIRST_RETRY_MILLIS) {
            LOG.warn("tenants not read, those known stay in force reason={}", postgres.reason(cause));
        }
        vertx.setTimer(retryMillis, due -> {
            reading = false;
            next();
        });
        retryMillis = Math.min(retryMillis * 2, LONGEST_RETRY_MILLIS);
    }
}
