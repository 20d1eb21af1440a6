package dev.aigw.tenant;

import dev.aigw.audit.Actor;
import dev.aigw.audit.AuditEntry;
import dev.aigw.audit.AuditLog;
import dev.aigw.error.GatewayError.InvalidRequest;
import dev.aigw.error.GatewayException;
import dev.aigw.postgres.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/** The limits within tenants' own, in Postgres. Every change writes its audit row in the same transaction. */
public final class SubLimitTable {
    /** So many that every lane can hold them; more wish for a limit of each. */
    static final int MOST = 1_000;

    private static final String COUNT = "select count(*) from tenant_limit where tenant_id = $1";
    private static final String REMOVE = """
            delete from tenant_limit where scope = $2 and name = $3
                and tenant_id = (select id from tenant where slug = $1)
            returning tenant_id""";

    private final Postgres postgres;

    public SubLimitTable(Postgres postgres) {
        this.postgres = postgres;
    }

    /**
     * Sets what the settings give and leaves the rest. One whose limits are all lifted may do what the tenant may, whatever
     * holds for each.
     *
     * @param name whose; {@link SubLimit#EACH} for each that has none of its own
     */
    public Future<Void> set(String slug, SubLimit.By by, String name, LimitSettings settings, Actor actor) {
        TenantRules.checkLimited(name);
        Columns columns = settings.onSubLimit();
        TenantRules.check(!columns.isEmpty(), "settings", TenantTable.NOTHING);
        String sql = "insert into tenant_limit (tenant_id, scope, name" + columns.names() + ") select id, $2, $3"
                + columns.places(4) + " from tenant where slug = $1"
                + " on conflict (tenant_id, scope, name) do update set " + columns.takeovers()
                + " returning tenant_id";
        Tuple values = columns.addTo(Tuple.of(slug, by.word(), name));
        JsonObject detail = columns.json().put("scope", by.word()).put("name", name);
        return postgres.withTransaction(connection -> connection
                .preparedQuery(sql)
                .execute(values)
                .compose(rows -> tenant(rows, TenantTable.unknown(slug)))
                .compose(id -> checkCount(connection, id))
                .compose(id -> AuditLog.write(connection, AuditEntry.onTenant(actor, "limit.set", id, detail))));
    }

    /** Removes the limits of one, or of each; then the next wider ones hold. */
    public Future<Void> remove(String slug, SubLimit.By by, String name, Actor actor) {
        JsonObject detail = new JsonObject().put("scope", by.word()).put("name", name);
        GatewayException none = new GatewayException(InvalidRequest.of(
                "id", "The tenant '" + slug + "' has no limits of its own for " + by.word() + " '" + name + "'."));
        return postgres.withTransaction(connection -> connection
                .preparedQuery(REMOVE)
                .execute(Tuple.of(slug, by.word(), name))
                .compose(rows -> tenant(rows, none))
                .compose(id -> AuditLog.write(connection, AuditEntry.onTenant(actor, "limit.remove", id, detail))));
    }

    private static Future<Long> tenant(RowSet<Row> touched, GatewayException otherwise) {
        return touched.size() == 0
                ? Future.failedFuture(otherwise)
                : Future.succeededFuture(touched.iterator().next().getLong(0));
    }

    /** The change has locked the tenant's row, so nobody else adds one meanwhile. */
    private static Future<Long> checkCount(SqlConnection connection, long tenant) {
        return connection
                .preparedQuery(COUNT)
                .execute(Tuple.of(tenant))
                .map(rows -> rows.iterator().next().getLong(0))
                .compose(count -> count <= MOST
                        ? Future.succeededFuture(tenant)
                        : Future.failedFuture(new GatewayException(InvalidRequest.of(
                                "limited",
                                "A tenant has at most " + MOST + " limits of this kind; " + SubLimit.EACH
                                        + " sets one for each without a row of its own."))));
    }
}
