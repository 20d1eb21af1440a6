package dev.aigw.alert;

import dev.aigw.dialect.TokenUsage;
import dev.aigw.postgres.Postgres;
import dev.aigw.usage.UsageEvent;
import dev.aigw.usage.UsageTable;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Tenants that spend, straight into a database. */
final class Spender {
    private static final long DOLLAR = 1_000_000_000;

    private final Postgres postgres;

    Spender(Postgres postgres) {
        this.postgres = postgres;
    }

    /** A tenant with the columns that are named. */
    long tenant(String slug, String columns, String values) throws Exception {
        return Long.parseLong(strings("insert into tenant (slug, name, secret_encrypted" + columns + ") values ('"
                        + slug + "', 'a site', '\\x00'" + values + ") returning id::text")
                .getFirst());
    }

    void execute(String sql) throws Exception {
        await(postgres.pool().query(sql).execute());
    }

    /** Right now, by a user, for a feature. */
    void spend(long tenant, double dollars, String user, String feature) throws Exception {
        spend(tenant, dollars, user, feature, Instant.now());
    }

    void spend(long tenant, double dollars, String user, String feature, Instant at) throws Exception {
        await(write(tenant, dollars, user, feature, at));
    }

    Future<Integer> write(long tenant, double dollars, String user, String feature, Instant at) {
        OptionalLong nanos = OptionalLong.of(Math.round(dollars * DOLLAR));
        return new UsageTable(postgres)
                .insert(List.of(new UsageEvent(
                        UUID.randomUUID(),
                        tenant,
                        "openai",
                        "gpt-4o-mini",
                        TokenUsage.NONE,
                        false,
                        nanos,
                        nanos,
                        "r",
                        at,
                        UsageEvent.Status.OK,
                        1,
                        1,
                        OptionalLong.empty(),
                        Optional.of(user),
                        Optional.of(feature),
                        Optional.empty(),
                        Optional.empty())));
    }

    List<String> strings(String sql) throws Exception {
        List<String> all = new ArrayList<>();
        for (Row row : await(postgres.pool().query(sql).execute())) {
            all.add(row.getString(0));
        }
        return all;
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.await(30, TimeUnit.SECONDS);
    }
}
