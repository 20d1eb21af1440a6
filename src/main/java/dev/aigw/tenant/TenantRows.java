package dev.aigw.tenant;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Puts tenants together from rows: one per usable key, or one alone, all of a tenant in a row. */
final class TenantRows {
    /** To be followed by a condition on {@code t}, then by {@link #ORDER}. */
    static final String SELECT = """
            select t.id, t.slug, t.name, t.active, t.secret_encrypted, t.previous_secret_encrypted,
                   t.previous_secret_valid_until, t.rate_limit_rpm, t.rate_limit_rpd, t.allowed_models,
                   t.allowed_origins, t.max_token_ttl_seconds,
                   (t.budget_day_usd * 1000000000)::bigint as budget_day_nanos,
                   (t.budget_month_usd * 1000000000)::bigint as budget_month_nanos,
                   (t.budget_total_usd * 1000000000)::bigint as budget_total_nanos,
                   t.version, t.created_at, t.updated_at,
                   k.id as key_id, k.hash as key_hash, k.prefix as key_prefix, k.name as key_name,
                   k.expires_at as key_expires_at
            from tenant t
            left join api_key k on k.tenant_id = t.id and k.revoked_at is null
                and (k.expires_at is null or k.expires_at > now())
            """;

    static final String ORDER = " order by t.id, k.id";

    private final SecretBox box;
    private final List<StoredTenant> done = new ArrayList<>();
    private final List<ApiKey> keys = new ArrayList<>();
    private @Nullable Row current;

    TenantRows(SecretBox box) {
        this.box = box;
    }

    TenantRows addAll(Iterable<Row> rows) {
        for (Row row : rows) {
            if (current != null && !current.getLong("id").equals(row.getLong("id"))) {
                finish(current);
            }
            current = row;
            if (row.getLong("key_id") != null) {
                keys.add(key(row));
            }
        }
        return this;
    }

    /** All tenants; nothing may be added after. */
    List<StoredTenant> tenants() {
        if (current != null) {
            finish(current);
            current = null;
        }
        return done;
    }

    private void finish(Row row) {
        String slug = row.getString("slug");
        Optional<Tenant.Secret> secret =
                box.open(row.getBuffer("secret_encrypted").getBytes(), slug);
        Tenant tenant = new Tenant(
                row.getLong("id"),
                slug,
                row.getString("name"),
                row.getBoolean("active") && secret.isPresent(),
                // Nobody knows this one, so that nothing signed can match it.
                secret.orElseGet(TenantTable::newSecret),
                previousSecret(row, slug),
                new Limits(
                        OptionalLong.of(row.getLong("rate_limit_rpm")),
                        OptionalLong.of(row.getLong("rate_limit_rpd")),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        new Tenant.Budget(
                                nanos(row, "budget_day_nanos"),
                                nanos(row, "budget_month_nanos"),
                                nanos(row, "budget_total_nanos"))),
                List.of(),
                Policy.DEFAULT,
                List.of(row.getArrayOfStrings("allowed_models")),
                List.of(row.getArrayOfStrings("allowed_origins")),
                Duration.ofSeconds(row.getLong("max_token_ttl_seconds")),
                row.getLong("version"));
        done.add(new StoredTenant(
                tenant, keys, secret.isPresent(), instant(row, "created_at"), instant(row, "updated_at")));
        keys.clear();
    }

    private Optional<Tenant.PreviousSecret> previousSecret(Row row, String slug) {
        return Optional.ofNullable(row.getBuffer("previous_secret_encrypted"))
                .flatMap(bytes -> box.open(bytes.getBytes(), slug))
                .map(secret -> new Tenant.PreviousSecret(secret, instant(row, "previous_secret_valid_until")));
    }

    private static ApiKey key(Row row) {
        return new ApiKey(
                row.getLong("key_id"),
                row.getLong("id"),
                row.getString("key_hash"),
                row.getString("key_prefix"),
                row.getString("key_name"),
                Optional.ofNullable(row.getOffsetDateTime("key_expires_at")).map(OffsetDateTime::toInstant),
                Optional.empty());
    }

    private static OptionalLong nanos(Row row, String column) {
        Long nanos = row.getLong(column);
        return nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos);
    }

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }
}
