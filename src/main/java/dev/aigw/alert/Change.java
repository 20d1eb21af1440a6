package dev.aigw.alert;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Somebody spent something on a day, and nobody has looked yet whether that is worth an alert. */
record Change(long tenantId, String scope, String name, LocalDate day) {
    // Rows that another process has taken out are none of ours; should it die, they are there again.
    private static final String TAKE = """
            delete from usage_change where ctid = any (array(
                select ctid from usage_change limit $1 for update skip locked))
            returning tenant_id, scope, name, day""";

    /** Takes out what there is, at most so many; they are there again if the transaction fails. */
    static Future<List<Change>> take(SqlConnection connection, int most) {
        return connection.preparedQuery(TAKE).execute(Tuple.of(most)).map(rows -> {
            List<Change> changes = new ArrayList<>();
            rows.forEach(row ->
                    changes.add(new Change(row.getLong(0), row.getString(1), row.getString(2), row.getLocalDate(3))));
            return changes;
        });
    }
}
