package dev.aigw.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgNotification;
import io.vertx.sqlclient.Pool;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to one channel of Postgres and comes back whenever the connection is lost. What was told in between is gone, so
 * the owner hears of every return and catches up by itself. Belongs to the event loop it was started on.
 */
public final class Notifications {
    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
    private static final long FIRST_RETRY_MILLIS = 50;
    private static final long LONGEST_RETRY_MILLIS = 2_000;

    private final Vertx vertx;
    private final Postgres postgres;
    private final String channel;
    private final Listener listener;
    private @Nullable Line current;
    private long retryMillis = FIRST_RETRY_MILLIS;
    private long timer = -1;
    private boolean closed;

    /**
     * Connects to nothing yet.
     *
     * @param channel a plain identifier
     */
    public Notifications(Vertx vertx, Postgres postgres, String channel, Listener listener) {
        this.vertx = vertx;
        this.postgres = postgres;
        this.channel = channel;
        this.listener = listener;
    }

    /** Begins to listen; fails when Postgres cannot be reached now, and retries only what was once there. */
    public Future<Void> start() {
        Context own = vertx.getOrCreateContext();
        Pool pool = postgres.single();
        return pool.getConnection()
                .map(connection -> new Line(pool, (PgConnection) connection))
                .compose(line -> listen(line, own))
                .onFailure(cause -> postgres.close(pool));
    }

    /** Never fails: a connection that cannot be tidied up is broken anyway. */
    public Future<Void> close() {
        closed = true;
        vertx.cancelTimer(timer);
        Line open = current;
        current = null;
        return open == null ? Future.succeededFuture() : postgres.close(open.pool());
    }

    private Future<Void> listen(Line line, Context own) {
        // A connection may live on another event loop than its user.
        line.connection().notificationHandler(notification -> own.runOnContext(here -> hear(notification)));
        line.connection().closeHandler(gone -> own.runOnContext(here -> lost(line)));
        return ask(line, "listen " + channel).onSuccess(listening -> kept(line));
    }

    private void kept(Line line) {
        if (closed) {
            postgres.close(line.pool());
            return;
        }
        current = line;
        retryMillis = FIRST_RETRY_MILLIS;
        heartbeatLater(line);
    }

    private void hear(PgNotification notification) {
        if (!closed && notification.getChannel().equals(channel)) {
            listener.told(notification.getPayload());
        }
    }

    /** A peer that vanished without a word shows only when it is asked something. */
    private void heartbeatLater(Line line) {
        timer = vertx.setTimer(
                Math.max(1, postgres.patience().toMillis() / 2),
                due -> ask(line, "select 1").onComplete(alive -> beating(line), cause -> lost(line)));
    }

    private void beating(Line line) {
        if (line.equals(current)) {
            heartbeatLater(line);
        }
    }

    private void lost(Line line) {
        if (!line.equals(current)) {
            return;
        }
        current = null;
        vertx.cancelTimer(timer);
        postgres.close(line.pool());
        LOG.warn("postgres listen lost channel={} at={}", channel, postgres.place());
        listener.lost();
        retry();
    }

    private void retry() {
        timer = vertx.setTimer(retryMillis, due -> start().onComplete(back -> resumed(), cause -> retryLater()));
    }

    private void resumed() {
        if (!closed) {
            LOG.info("postgres listen resumed channel={}", channel);
            listener.returned();
        }
    }

    private void retryLater() {
        if (!closed) {
            retryMillis = Math.min(retryMillis * 2, LONGEST_RETRY_MILLIS);
            retry();
        }
    }

    private Future<Void> ask(Line line, String sql) {
        return line.connection()
                .query(sql)
                .execute()
                .timeout(postgres.patience().toMillis(), TimeUnit.MILLISECONDS)
                .mapEmpty();
    }

    /** A connection and what it must be closed with. */
    private record Line(Pool pool, PgConnection connection) {}

    /** Hears what a channel tells, and whether it can tell. */
    public interface Listener {
        void told(String payload);

        /** The connection broke; what is told from now on is missed. */
        void lost();

        /** Listening began anew; now is the time to catch up. */
        void returned();
    }
}
