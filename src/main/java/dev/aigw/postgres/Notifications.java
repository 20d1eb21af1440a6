package dev.aigw.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgNotification;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to one channel of Postgres and comes back whenever the connection is lost. What was told in between is gone, so
 * the owner hears of every return and catches up by itself. Belongs to the event loop it was made on.
 */
public final class Notifications {
    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
    private static final long FIRST_RETRY_MILLIS = 50;
    private static final long LONGEST_RETRY_MILLIS = 2_000;
    /** A peer that vanished without a word shows only when it is asked something. */
    private static final long HEARTBEAT_MILLIS = 5_000;

    private final Vertx vertx;
    private final Postgres postgres;
    private final String channel;
    private final Listener listener;
    private @Nullable PgConnection connection;
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
        return postgres.listener().compose(fresh -> listen(fresh, own));
    }

    /** Never fails: a connection that cannot be tidied up is broken anyway. */
    public Future<Void> close() {
        closed = true;
        vertx.cancelTimer(timer);
        PgConnection open = connection;
        connection = null;
        return open == null
                ? Future.succeededFuture()
                : open.query("unlisten *").execute().eventually(open::close).transform(any -> Future.succeededFuture());
    }

    private Future<Void> listen(PgConnection fresh, Context own) {
        // A connection may live on another event loop than its user.
        fresh.notificationHandler(notification -> own.runOnContext(here -> hear(notification)));
        fresh.closeHandler(gone -> own.runOnContext(here -> lost(fresh)));
        return fresh.query("listen " + channel)
                .execute()
                .onFailure(cause -> fresh.close())
                .<Void>mapEmpty()
                .onSuccess(listening -> kept(fresh));
    }

    private void kept(PgConnection fresh) {
        if (closed) {
            fresh.close();
            return;
        }
        connection = fresh;
        retryMillis = FIRST_RETRY_MILLIS;
        timer = vertx.setTimer(HEARTBEAT_MILLIS, beat -> heartbeat(fresh));
    }

    private void hear(PgNotification notification) {
        if (!closed && notification.getChannel().equals(channel)) {
            listener.told(notification.getPayload());
        }
    }

    private void heartbeat(PgConnection asked) {
        asked.query("select 1")
                .execute()
                .timeout(HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS)
                .onSuccess(alive -> {
                    if (asked.equals(connection)) {
                        timer = vertx.setTimer(HEARTBEAT_MILLIS, beat -> heartbeat(asked));
                    }
                })
                .onFailure(cause -> lost(asked));
    }

    private void lost(PgConnection gone) {
        if (!gone.equals(connection)) {
            return;
        }
        connection = null;
        vertx.cancelTimer(timer);
        gone.close();
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

    /** Hears what a channel tells, and whether it can tell. */
    public interface Listener {
        void told(String payload);

        /** The connection broke; what is told from now on is missed. */
        void lost();

        /** Listening began anew; now is the time to catch up. */
        void returned();
    }
}
