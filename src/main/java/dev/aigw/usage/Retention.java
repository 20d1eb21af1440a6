package dev.aigw.usage;

import dev.aigw.postgres.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Lets go of what need not be kept; the sums by day are not touched. */
final class Retention {
    // What came after its partition was dropped lies in the rest. It has no partition to be dropped with: it is the
    // only
    // thing that is deleted row by row.
    private static final String LATE_ROWS = """
            delete from usage_event_rest where ctid = any (array(
                select ctid from usage_event_rest
                where created_at < (select since from usage_horizon)
                limit $1 for update skip locked))""";

    private static final String HOURS = """
            delete from usage_hour where ctid = any (array(
                select ctid from usage_hour where hour < now() - interval '60 days'
                limit $1 for update skip locked))""";

    private final Postgres postgres;
    private final int batch;

    Retention(Postgres postgres, int batch) {
        this.postgres = postgres;
        this.batch = batch;
    }

    /** Drops the months wholly older than this, and deletes what else is too old in small batches; answers what was dropped. */
    Future<List<String>> apply(Duration keepRows) {
        return dropPartitions(keepRows)
                .compose(dropped -> deleteAll(LATE_ROWS)
                        .compose(deleted -> deleteAll(HOURS))
                        .map(deleted -> dropped));
    }

    private Future<List<String>> dropPartitions(Duration keepRows) {
        return postgres.pool()
                .preparedQuery("select drop_usage_partitions(make_interval(secs => $1))")
                .execute(Tuple.of((double) keepRows.toSeconds()))
                .map(rows -> {
                    List<String> dropped = new ArrayList<>();
                    rows.forEach(row -> dropped.add(row.getString(0)));
                    return dropped;
                });
    }

    private Future<Void> deleteAll(String sql) {
        return postgres.pool()
                .preparedQuery(sql)
                .execute(Tuple.of(batch))
                .compose(rows -> rows.rowCount() < batch ? Future.succeededFuture() : deleteAll(sql));
    }
}
