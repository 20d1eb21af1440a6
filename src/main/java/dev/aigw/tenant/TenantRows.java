package dev.aigw.tenant;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts tenants together from rows: one per usable key, or one alone, all of a tenant in a row, its limits in each. */
final class TenantRows {
    /** To be followed by a condition on {@code t}, then by {@link #ORDER}. */
    static final String SELECT = """
            select t.id, t.slug, t.name, t.active, t.secret_encrypted, t.previous_secret_encrypted,
                   t.previous_secret_valid_until, t.allowed_models, t.allowed_origins, t.max_token_ttl_seconds,
                   t.rate_limit_rpm, t.rate_limit_rpd, t.rate_limit_tpm, t.max_concurrent,
                   t.budget_day_usd, t.budget_month_usd, t.budget_total_usd,
                   t.default_max_output, t.max_output, t.unknown_price, t.limiter_loss, t.price_factor_ppm,
                   (select jsonb_agg(jsonb_build_object('scope', l.scope, 'name', l.name,
                           'rpm', l.rpm, 'rpd', l.rpd, 'tpm', l.tpm, 'concurrent', l.concurrent,
                           'budget_day_usd', l.budget_day_usd::text, 'budget_month_usd', l.budget_month_usd::text,
                           'budget_total_usd', l.budget_total_usd::text) order by l.scope, l.name)
                       from tenant_limit l where l.tenant_id = t.id) as sub_limits,
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
                LimitRows.limits(row),
                LimitRows.subLimits(row),
                LimitRows.policy(row),
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

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }
}
