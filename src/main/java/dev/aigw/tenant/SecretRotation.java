package dev.aigw.tenant;

import dev.aigw.audit.AuditEntry;
import dev.aigw.audit.AuditLog;
import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import dev.aigw.postgres.Postgres;
import dev.aigw.tenant.Tenants.Rotate;
import dev.aigw.tenant.Tenants.Rotated;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Gives a tenant a new secret because the tenant asks, once for each request id, whatever is asked again. What makes that so
 * is the audit row of the last rotation, which has a hash of its request id: a request that comes again is answered with the
 * secret that the tenant has, so that the new one is kept nowhere but sealed in its row. Whoever asks must know the secret
 * that is to be replaced; the one before it is good for a repetition alone.
 */
final class SecretRotation {
    static final int MOST = 4;
    static final Duration WITHIN = Duration.ofHours(1);

    private static final String ACTION = "tenant.rotate_secret";
    private static final String LOCK = "select slug from tenant where id = $1 and active for update";
    private static final String BEFORE = """
            select detail->>'request_sha256' as request, extract(epoch from now() - at)::bigint as age
            from audit_log where tenant_id = $1 and action = $2 and at > now() - interval '7 days'
            order by id desc limit 100""";
    private static final String ROTATE = """
            update tenant set previous_secret_encrypted = secret_encrypted,
                previous_secret_valid_until = now() + make_interval(secs => $3), secret_encrypted = $2
            where id = $1""";

    private final Postgres postgres;
    private final SecretBox box;

    SecretRotation(Postgres postgres, SecretBox box) {
        this.postgres = postgres;
        this.box = box;
    }

    Future<Rotated> rotate(Rotate asked) {
        TenantRules.checkGrace(asked.grace());
        return postgres.withTransaction(connection -> connection
                .preparedQuery(LOCK)
                .execute(Tuple.of(asked.tenantId()))
                .compose(rows -> rows.size() == 0
                        ? Future.failedFuture(new GatewayException(new GatewayError.InvalidToken()))
                        : connection.preparedQuery(BEFORE).execute(Tuple.of(asked.tenantId(), ACTION)))
                .compose(before -> decide(connection, asked, before)));
    }

    private Future<Rotated> decide(SqlConnection connection, Rotate asked, RowSet<Row> before) {
        String request = sha256(asked.requestId());
        List<Long> ages = new ArrayList<>();
        boolean newest = true;
        boolean repeated = false;
        for (Row row : before) {
            String of = row.getString("request");
            repeated |= newest && request.equals(of);
            newest = false;
            if (of != null && row.getLong("age") < WITHIN.toSeconds()) {
                ages.add(row.getLong("age"));
            }
        }
        boolean again = repeated;
        return read(connection, asked.tenantId()).compose(stored -> {
            if (again) {
                return Future.succeededFuture(rotated(stored, true));
            }
            if (!same(stored.tenant().secret(), asked.signedWith())) {
                return Future.failedFuture(new GatewayException(new GatewayError.SecretChanged()));
            }
            if (ages.size() >= MOST) {
                Duration wait = WITHIN.minusSeconds(ages.get(MOST - 1));
                return Future.failedFuture(new GatewayException(new GatewayError.TooManyRotations(MOST, wait)));
            }
            return change(connection, asked, stored, request);
        });
    }

    private Future<Rotated> change(SqlConnection connection, Rotate asked, StoredTenant stored, String request) {
        byte[] sealed = box.seal(TenantTable.newSecret(), stored.tenant().slug());
        JsonObject detail =
                new JsonObject().put("grace_seconds", asked.grace().toSeconds()).put("request_sha256", request);
        return connection
                .preparedQuery(ROTATE)
                .execute(Tuple.of(asked.tenantId(), Buffer.buffer(sealed), (double)
                        asked.grace().toSeconds()))
                .compose(changed ->
                        AuditLog.write(connection, AuditEntry.onTenant(asked.by(), ACTION, asked.tenantId(), detail)))
                .compose(written -> read(connection, asked.tenantId()))
                .map(now -> rotated(now, false));
    }

    private Future<StoredTenant> read(SqlConnection connection, long id) {
        return connection
                .preparedQuery(TenantRows.SELECT + "where t.id = $1" + TenantRows.ORDER)
                .execute(Tuple.of(id))
                .map(rows -> new TenantRows(box).addAll(rows).tenants().getFirst());
    }

    private static Rotated rotated(StoredTenant stored, boolean again) {
        return new Rotated(
                stored.tenant().secret(),
                stored.tenant().previousSecret().map(Tenant.PreviousSecret::validUntil),
                again);
    }

    private static boolean same(Tenant.Secret one, Tenant.Secret other) {
        return MessageDigest.isEqual(
                one.value().getBytes(StandardCharsets.UTF_8), other.value().getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
