package dev.aigw.usage;

import dev.aigw.postgres.Postgres;
import dev.aigw.usage.UsageEvent.Status;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** The ledger in Postgres, and the sums that are kept in step with it. */
public final class UsageTable {
    /** An index entry has a size limit, and these texts come from outside. */
    private static final int LONGEST_TEXT = 256;

    private final Postgres postgres;

    public UsageTable(Postgres postgres) {
        this.postgres = postgres;
    }

    /**
     * Sees to it that all events are rows. One that is there already stays as it is, unless it is there as {@link
     * Status#UNKNOWN} and comes now as the truth. When this fails some may be written: sending all again is harmless.
     *
     * @return how many rows are new
     */
    public Future<Integer> insert(List<UsageEvent> events) {
        return write(LedgerSql.INSERT, events)
                .compose(fresh ->
                        fresh < events.size() ? replaceUnknown(events).map(fresh) : Future.succeededFuture(fresh));
    }

    /**
     * A statement of its own, so that it sees what the insert met, and holds no sum while it waits for a row.
     *
     * @return how many rows were unknown until now
     */
    private Future<Integer> replaceUnknown(List<UsageEvent> events) {
        List<UsageEvent> truth = events.stream()
                .filter(event -> event.status() != Status.UNKNOWN)
                .toList();
        return truth.isEmpty() ? Future.succeededFuture(0) : write(LedgerSql.REPLACE, truth);
    }

    private Future<Integer> write(String sql, List<UsageEvent> events) {
        return postgres.pool()
                .preparedQuery(sql)
                .execute(UsageColumns.of(events))
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    /** Whether the rows themselves were refused, so that sending the same again would be refused again. */
    static boolean isRefusal(Throwable cause) {
        return cause instanceof PgException refused
                && (refused.getSqlState().startsWith("22") // what cannot be a value
                        || refused.getSqlState().startsWith("23") // what breaks a constraint
                        || refused.getSqlState().startsWith("54")); // what is too large
    }

    /** Makes the partitions of this month and the months ahead where they are missing; answers the new ones. */
    public Future<List<String>> makePartitions(int monthsAhead) {
        return postgres.pool()
                .preparedQuery("select make_usage_partitions($1)")
                .execute(Tuple.of(monthsAhead))
                .map(rows -> {
                    List<String> made = new ArrayList<>();
                    rows.forEach(row -> made.add(row.getString(0)));
                    return made;
                });
    }

    /** The text as Postgres can keep it: without the one character it has no room for, and not without end. */
    static String text(String value) {
        String kept = value;
        if (kept.length() > LONGEST_TEXT) {
            boolean splits = Character.isHighSurrogate(kept.charAt(LONGEST_TEXT - 1));
            kept = kept.substring(0, splits ? LONGEST_TEXT - 1 : LONGEST_TEXT);
        }
        return kept.indexOf('\0') < 0 ? kept : kept.replace('\0', '\uFFFD');
    }
}
