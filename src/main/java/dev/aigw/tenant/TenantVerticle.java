package dev.aigw.tenant;

import dev.aigw.bus.Bus;
import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import dev.aigw.health.Health;
import dev.aigw.postgres.Notifications;
import dev.aigw.postgres.Postgres;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows all tenants of the database and tells the lanes of every change; one per process. Postgres announces changes, so
 * that they are in force everywhere within a second; what was missed while it was away is found by comparing versions.
 */
public final class TenantVerticle extends VerticleBase {
    /** The channel the schema's triggers speak on. */
    static final String CHANNEL = "aigw_tenant";
    /** A pooler in front of Postgres may swallow announcements without a word; then changes take this long. */
    private static final long COMPARE_MILLIS = 30_000;

    private static final Logger LOG = LoggerFactory.getLogger(TenantVerticle.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Bus bus;
    private final Postgres postgres;
    private final TenantTable table;
    private final SecretRotation rotation;
    private final TenantSnapshot snapshot = new TenantSnapshot();
    private @Nullable Notifications notifications;

    public TenantVerticle(Bus bus, Postgres postgres, SecretBox box) {
        this.bus = bus;
        this.postgres = postgres;
        this.table = new TenantTable(postgres, box);
        this.rotation = new SecretRotation(postgres, box);
    }

    @Override
    public Future<?> start() {
        TenantRefresh refresh =
                new TenantRefresh(vertx, postgres, table, snapshot, change -> bus.publish(Tenants.CHANGED, change));
        // Listen before reading: a change in between is then read twice instead of never.
        Notifications listening = new Notifications(vertx, postgres, CHANNEL, new Listener(refresh));
        notifications = listening;
        return listening
                .start()
                .compose(heard -> refresh.first())
                .onSuccess(loaded -> serve(refresh))
                .onFailure(cause -> listening.close());
    }

    @Override
    public Future<?> stop() {
        return notifications == null ? Future.succeededFuture() : notifications.close();
    }

    private void serve(TenantRefresh refresh) {
        bus.serve(Tenants.SNAPSHOT, everything -> Future.succeededFuture(snapshot.all()));
        bus.serve(
                Tenants.ROTATE,
                asked -> rotation.rotate(asked)
                        .onSuccess(rotated -> refresh.tenant(asked.tenantId()))
                        .recover(this::unavailable));
        vertx.setPeriodic(COMPARE_MILLIS, due -> refresh.everything());
        report(true, "answers");
    }

    private <T> Future<T> unavailable(Throwable cause) {
        if (cause instanceof GatewayException) {
            return Future.failedFuture(cause);
        }
        LOG.warn("secret not rotated reason={}", postgres.reason(cause));
        return Future.failedFuture(new GatewayException(new GatewayError.Overloaded(RETRY)));
    }

    private void report(boolean up, String detail) {
        bus.publish(Health.REPORT, new Health.Report("postgres", up, detail));
    }

    private final class Listener implements Notifications.Listener {
        private final TenantRefresh refresh;

        Listener(TenantRefresh refresh) {
            this.refresh = refresh;
        }

        @Override
        public void told(String payload) {
            try {
                refresh.tenant(Long.parseLong(payload));
            } catch (NumberFormatException notAnId) {
                refresh.everything();
            }
        }

        @Override
        public void lost() {
            report(false, "connection lost; known tenants are served, usage waits");
        }

        @Override
        public void returned() {
            report(true, "answers");
            refresh.everything();
        }
    }
}
