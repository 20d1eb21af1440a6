package dev.aigw.audit;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Who did what, in a table that can only grow: the database itself refuses to change or delete a row. */
public final class AuditLog {
    private static final String INSERT = """
            insert into audit_log (actor, action, tenant_id, api_key_id, source_address, detail)
            values ($1, $2, $3, $4, $5, $6)""";

    private AuditLog() {}

    /** Adds the entry; on the connection whose transaction makes the change, so that both are kept or neither. */
    public static Future<Void> write(SqlClient connection, AuditEntry entry) {
        return connection
                .preparedQuery(INSERT)
                .execute(Tuple.of(
                        entry.by().name(),
                        entry.action(),
                        orNull(entry.tenantId()),
                        orNull(entry.apiKeyId()),
                        entry.by().source(),
                        entry.detail()))
                .mapEmpty();
    }

    private static @Nullable Long orNull(OptionalLong id) {
        return id.isPresent() ? id.getAsLong() : null;
    }
}
