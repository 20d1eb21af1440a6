package dev.aigw.tenant;

import dev.aigw.audit.Actor;
import dev.aigw.audit.AuditEntry;
import dev.aigw.audit.AuditLog;
import dev.aigw.error.GatewayError.InvalidRequest;
import dev.aigw.error.GatewayException;
import dev.aigw.postgres.Postgres;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tenants in Postgres. Every change writes its audit row in the same transaction; a refused change fails with a
 * {@link GatewayException} that names the field.
 */
public final class TenantTable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 32;
    private static final int ROWS_AT_A_TIME = 200;
    private static final String SLUG_TAKEN = "tenant_slug_key";
    /** What only the row as a whole can break: one of the two may have been set before. */
    private static final String DEFAULT_WITHIN_MOST = "tenant_default_within_max_output";

    static final String NOTHING = "Nothing to change was given.";

    private static final String ROTATE = """
            update tenant set
                previous_secret_encrypted = case when $3 > 0 then secret_encrypted end,
                previous_secret_valid_until = case when $3 > 0 then now() + make_interval(secs => $3) end,
                secret_encrypted = $2
            where slug = $1 returning id""";

    private final Postgres postgres;
    private final SecretBox box;

    public TenantTable(Postgres postgres, SecretBox box) {
        this.postgres = postgres;
        this.box = box;
    }

    /** A new tenant with a new secret, named after its slug unless the settings say otherwise. */
    public Future<StoredTenant> create(String slug, TenantSettings settings, Actor by) {
        TenantRules.checkSlug(slug);
        Columns columns = settings.columnsOfNew(slug);
        Tuple values = Tuple.of(slug, Buffer.buffer(box.seal(newSecret(), slug)));
        JsonObject detail = columns.json().put("slug", slug);
        String insert = "insert into tenant (slug, secret_encrypted" + columns.names() + ") values ($1, $2"
                + columns.places(3) + ") returning id";
        return change("tenant.create", slug, insert, columns.addTo(values), detail, by)
                .recover(cause ->
                        Future.failedFuture(breaks(cause, SLUG_TAKEN) ? refused(slug, "is already taken") : cause));
    }

    /** Sets what the settings give and leaves the rest. */
    public Future<StoredTenant> update(String slug, TenantSettings settings, Actor by) {
        return update("tenant.update", slug, settings, by);
    }

    /** Shuts the tenant out within a second, keys and tokens alike; {@link #update} can let it in again. */
    public Future<StoredTenant> deactivate(String slug, Actor by) {
        return update("tenant.deactivate", slug, TenantSettings.NONE.withActive(false), by);
    }

    /** Gives the tenant a new secret; the one it had stays good for the grace time, the one before that ends now. */
    public Future<StoredTenant> rotateSecret(String slug, Duration grace, Actor by) {
        TenantRules.checkGrace(grace);
        Tuple values = Tuple.of(slug, Buffer.buffer(box.seal(newSecret(), slug)), (double) grace.toSeconds());
        JsonObject detail = new JsonObject().put("grace_seconds", grace.toSeconds());
        return change("tenant.rotate_secret", slug, ROTATE, values, detail, by);
    }

    public Future<Optional<StoredTenant>> find(String slug) {
        return select(postgres.pool(), "where t.slug = $1", Tuple.of(slug)).map(TenantTable::only);
    }

    public Future<Optional<StoredTenant>> find(long id) {
        return select(postgres.pool(), "where t.id = $1", Tuple.of(id)).map(TenantTable::only);
    }

    /** All tenants in the order they were made, read piece by piece. */
    public Future<List<StoredTenant>> list() {
        TenantRows rows = new TenantRows(box);
        return postgres.withTransaction(connection -> connection
                        .prepare(TenantRows.SELECT + TenantRows.ORDER)
                        .compose(statement -> readAll(statement.cursor(), rows).eventually(statement::close)))
                .map(read -> rows.tenants());
    }

    Future<List<StoredTenant>> load(Collection<Long> ids) {
        return select(postgres.pool(), "where t.id = any($1)", Tuple.of(ids.toArray(Long[]::new)));
    }

    /** What version each tenant is at now, by id. */
    Future<Map<Long, Long>> versions() {
        return postgres.pool().query("select id, version from tenant").execute().map(rows -> {
            Map<Long, Long> versions = HashMap.newHashMap(rows.size());
            rows.forEach(row -> versions.put(row.getLong(0), row.getLong(1)));
            return versions;
        });
    }

    static Tenant.Secret newSecret() {
        byte[] random = new byte[SECRET_BYTES];
        RANDOM.nextBytes(random);
        return new Tenant.Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    static GatewayException unknown(String slug) {
        return refused(slug, "is not known");
    }

    private static GatewayException refused(String slug, String why) {
        return new GatewayException(InvalidRequest.of("slug", "The tenant '" + slug + "' " + why + "."));
    }

    private Future<StoredTenant> update(String action, String slug, TenantSettings settings, Actor by) {
        Columns columns = settings.columns();
        TenantRules.check(!columns.isEmpty(), "settings", NOTHING);
        String update = "update tenant set " + columns.assignments(2) + " where slug = $1 returning id";
        return change(action, slug, update, columns.addTo(Tuple.of(slug)), columns.json(), by)
                .recover(cause -> Future.failedFuture(
                        breaks(cause, DEFAULT_WITHIN_MOST) ? TenantRules.defaultAboveMost() : cause));
    }

    /** Runs a statement that returns the id of the tenant it touched, or no row when there is none. */
    private Future<StoredTenant> change(
            String action, String slug, String sql, Tuple values, JsonObject detail, Actor by) {
        return postgres.withTransaction(connection -> connection
                .preparedQuery(sql)
                .execute(values)
                .compose(rows -> rows.size() == 0
                        ? Future.failedFuture(unknown(slug))
                        : Future.succeededFuture(rows.iterator().next().getLong(0)))
                .compose(id -> AuditLog.write(connection, AuditEntry.onTenant(by, action, id, detail)))
                .compose(written -> select(connection, "where t.slug = $1", Tuple.of(slug)))
                .map(List::getFirst));
    }

    private Future<List<StoredTenant>> select(SqlClient client, String condition, Tuple values) {
        return client.preparedQuery(TenantRows.SELECT + condition + TenantRows.ORDER)
                .execute(values)
                .map(rows -> new TenantRows(box).addAll(rows).tenants());
    }

    private static Future<Void> readAll(Cursor cursor, TenantRows rows) {
        return cursor.read(ROWS_AT_A_TIME).compose(some -> {
            rows.addAll(some);
            return cursor.hasMore() ? readAll(cursor, rows) : cursor.close();
        });
    }

    private static Optional<StoredTenant> only(List<StoredTenant> tenants) {
        return tenants.stream().findFirst();
    }

    private static boolean breaks(Throwable cause, String constraint) {
        return cause instanceof PgException refusal && constraint.equals(refusal.getConstraint());
    }
}
