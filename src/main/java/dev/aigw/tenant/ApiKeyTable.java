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
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The API keys in Postgres: hashes only. Every change writes its audit row in the same transaction. */
public final class ApiKeyTable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int KEY_BYTES = 32;
    private static final int SHOWN_CHARACTERS = ApiKey.PREFIX.length() + 6;

    private static final String COLUMNS = "id, tenant_id, hash, prefix, name, expires_at, revoked_at";
    private static final String INSERT = """
            insert into api_key (tenant_id, hash, prefix, name, expires_at)
            select id, $2, $3, $4, $5 from tenant where slug = $1
            returning\s""" + COLUMNS;
    private static final String REVOKE =
            "update api_key set revoked_at = now() where id = $1 and revoked_at is null returning " + COLUMNS;

    private final Postgres postgres;

    public ApiKeyTable(Postgres postgres) {
        this.postgres = postgres;
    }

    /** Makes a key for the tenant; the clear key is in the answer and nowhere else. */
    public Future<NewKey> create(String slug, String name, Optional<Instant> expiresAt, Actor by) {
        TenantRules.checkName("name", name);
        TenantRules.check(
                expiresAt.map(Instant.now()::isBefore).orElse(true), "expires_at", "It lies in the past already.");
        String clear = newKey();
        Tuple values = Tuple.of(
                slug,
                ApiKey.hashOf(clear),
                clear.substring(0, SHOWN_CHARACTERS),
                name,
                expiresAt.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null));
        JsonObject detail = new JsonObject().put("name", name);
        expiresAt.ifPresent(at -> detail.put("expires_at", at.toString()));
        return postgres.withTransaction(connection -> one(connection, INSERT, values)
                .compose(row -> row.map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(TenantTable.unknown(slug))))
                .compose(key -> write(connection, "key.create", key, detail, by))
                .map(key -> new NewKey(key, clear)));
    }

    /** All keys the tenant ever had, the newest first. */
    public Future<List<ApiKey>> list(String slug) {
        return postgres.pool()
                .preparedQuery("select " + COLUMNS + " from api_key"
                        + " where tenant_id = (select id from tenant where slug = $1) order by id desc")
                .execute(Tuple.of(slug))
                .map(ApiKeyTable::keys);
    }

    /** The keys that begin like this: with what {@link ApiKey#prefix()} shows, or with a whole key. */
    public Future<List<ApiKey>> find(String begin) {
        boolean whole = begin.length() > SHOWN_CHARACTERS;
        return postgres.pool()
                .preparedQuery("select " + COLUMNS + " from api_key where " + (whole ? "hash = $1" : "prefix = $1")
                        + " order by id")
                .execute(Tuple.of(whole ? ApiKey.hashOf(begin) : begin))
                .map(ApiKeyTable::keys);
    }

    /** Ends the key everywhere within a second; one that was revoked before stays as it is. */
    public Future<ApiKey> revoke(long id, Actor by) {
        return postgres.withTransaction(connection -> one(connection, REVOKE, Tuple.of(id))
                .compose(revoked -> revoked.isPresent()
                        ? write(connection, "key.revoke", revoked.get(), new JsonObject(), by)
                        : find(connection, id)));
    }

    private static Future<ApiKey> find(SqlClient client, long id) {
        return one(client, "select " + COLUMNS + " from api_key where id = $1", Tuple.of(id))
                .compose(key -> key.map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(new GatewayException(
                                InvalidRequest.of("id", "There is no API key with the id " + id + ".")))));
    }

    private static Future<ApiKey> write(
            SqlConnection connection, String action, ApiKey key, JsonObject detail, Actor by) {
        detail.put("prefix", key.prefix());
        return AuditLog.write(connection, AuditEntry.onKey(by, action, key.tenantId(), key.id(), detail))
                .map(key);
    }

    private static Future<Optional<ApiKey>> one(SqlClient client, String sql, Tuple values) {
        return client.preparedQuery(sql)
                .execute(values)
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(key(rows.iterator().next())));
    }

    private static String newKey() {
        byte[] random = new byte[KEY_BYTES];
        RANDOM.nextBytes(random);
        return ApiKey.PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private static List<ApiKey> keys(RowSet<Row> rows) {
        List<ApiKey> keys = new ArrayList<>();
        rows.forEach(row -> keys.add(key(row)));
        return keys;
    }

    private static ApiKey key(Row row) {
        return new ApiKey(
                row.getLong("id"),
                row.getLong("tenant_id"),
                row.getString("hash"),
                row.getString("prefix"),
                row.getString("name"),
                instant(row, "expires_at"),
                instant(row, "revoked_at"));
    }

    private static Optional<Instant> instant(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }

    /**
     * A key just made.
     *
     * @param clear what the client sends; shown to its owner once
     */
    public record NewKey(ApiKey key, String clear) {
        @Override
        public String toString() {
            return "NewKey[" + key.prefix() + "…]";
        }
    }
}
