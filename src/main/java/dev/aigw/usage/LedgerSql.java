package dev.aigw.usage;

/**
 * The statements that write the ledger. Each is a transaction of its own that first takes all its rows and then all its
 * sums, table after table, both in the order of their keys: so any number of processes may write the same rows at once and
 * none waits for another in a circle. A sum moves by the rows that this very statement wrote, so that a row counts once
 * however often it is sent.
 */
final class LedgerSql {
    private static final String COLUMNS = """
            id, created_at, tenant_id, provider, model, status, attempt, request_id,
            input_tokens, cache_read_tokens, cache_write_tokens, cache_write_long_tokens, audio_input_tokens,
            output_tokens, reasoning_tokens, audio_output_tokens,
            estimated, cost_usd, list_cost_usd, latency_ms, first_token_ms, end_user, feature, caller, role
            """;

    // One array per column, in the order of UsageColumns: the fastest way in that a driver without COPY has. Money is
    // exact: a product of numerics. An event that came twice is taken once.
    private static final String EVENT = """
            event as (
                select distinct on (created_at, id)
                    id, created_at, tenant_id, provider, model, status, attempt, request_id,
                    input_tokens, cache_read_tokens, cache_write_tokens, cache_write_long_tokens, audio_input_tokens,
                    output_tokens, reasoning_tokens, audio_output_tokens,
                    estimated, cost_nanos * 0.000000001 as cost_usd, list_nanos * 0.000000001 as list_cost_usd,
                    latency_ms, first_token_ms, end_user, feature, caller, role
                from unnest(
                    $1::uuid[], $2::timestamptz[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::integer[],
                    $8::text[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[],
                    $14::bigint[], $15::bigint[], $16::bigint[], $17::boolean[], $18::bigint[], $19::bigint[],
                    $20::bigint[], $21::bigint[], $22::text[], $23::text[], $24::text[], $25::text[])
                    as sent (
                        id, created_at, tenant_id, provider, model, status, attempt, request_id,
                        input_tokens, cache_read_tokens, cache_write_tokens, cache_write_long_tokens,
                        audio_input_tokens, output_tokens, reasoning_tokens, audio_output_tokens,
                        estimated, cost_nanos, list_nanos, latency_ms, first_token_ms,
                        end_user, feature, caller, role)
                order by created_at, id, status = 'unknown'
            ),
            """;

    /** Moves the sums by "delta": rows of the ledger, each with the sign that it counts with. */
    private static final String SUMS = """
            part as (
                select sign, tenant_id, (created_at at time zone 'UTC')::date as day,
                    date_trunc('hour', created_at at time zone 'UTC') at time zone 'UTC' as hour,
                    provider, model, coalesce(end_user, '') as end_user, coalesce(feature, '') as feature,
                    coalesce(caller, '') as caller, coalesce(role, '') as role,
                    case when attempt = 1 then sign else 0 end as requests,
                    case when status in ('ok', 'cancelled') then 0 else sign end as failed,
                    case when cost_usd is null then sign else 0 end as unpriced,
                    case when estimated then sign else 0 end as estimated,
                    sign::numeric * input_tokens as input_tokens,
                    sign::numeric * cache_read_tokens as cache_read_tokens,
                    sign::numeric * cache_write_tokens as cache_write_tokens,
                    sign::numeric * cache_write_long_tokens as cache_write_long_tokens,
                    sign::numeric * audio_input_tokens as audio_input_tokens,
                    sign::numeric * output_tokens as output_tokens,
                    sign::numeric * reasoning_tokens as reasoning_tokens,
                    sign::numeric * audio_output_tokens as audio_output_tokens,
                    coalesce(sign * cost_usd, 0) as cost_usd,
                    coalesce(sign * list_cost_usd, 0) as list_cost_usd
                from delta
            ),
            day_sums as (
                insert into usage_day as d
                select tenant_id, day, usage_key(provider, model, end_user, feature, caller, role),
                    provider, model, end_user, feature, caller, role,
                    sum(requests), sum(sign), sum(failed), sum(unpriced), sum(estimated),
                    sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(cache_write_long_tokens),
                    sum(audio_input_tokens), sum(output_tokens), sum(reasoning_tokens), sum(audio_output_tokens),
                    sum(cost_usd), sum(list_cost_usd)
                from part
                group by tenant_id, day, provider, model, end_user, feature, caller, role
                order by 1, 2, 3
                on conflict (tenant_id, day, key) do update set
                    requests = d.requests + excluded.requests,
                    attempts = d.attempts + excluded.attempts,
                    failed = d.failed + excluded.failed,
                    unpriced = d.unpriced + excluded.unpriced,
                    estimated = d.estimated + excluded.estimated,
                    input_tokens = d.input_tokens + excluded.input_tokens,
                    cache_read_tokens = d.cache_read_tokens + excluded.cache_read_tokens,
                    cache_write_tokens = d.cache_write_tokens + excluded.cache_write_tokens,
                    cache_write_long_tokens = d.cache_write_long_tokens + excluded.cache_write_long_tokens,
                    audio_input_tokens = d.audio_input_tokens + excluded.audio_input_tokens,
                    output_tokens = d.output_tokens + excluded.output_tokens,
                    reasoning_tokens = d.reasoning_tokens + excluded.reasoning_tokens,
                    audio_output_tokens = d.audio_output_tokens + excluded.audio_output_tokens,
                    cost_usd = d.cost_usd + excluded.cost_usd,
                    list_cost_usd = d.list_cost_usd + excluded.list_cost_usd
                returning 1
            ),
            hour_sums as (
                insert into usage_hour as h
                select tenant_id, hour, sum(requests), sum(cost_usd)
                from part
                where (select count(*) from day_sums) >= 0 -- that is: after them
                group by tenant_id, hour
                order by tenant_id, hour
                on conflict (tenant_id, hour) do update set
                    requests = h.requests + excluded.requests, cost_usd = h.cost_usd + excluded.cost_usd
                returning 1
            ),
            spent as (
                insert into usage_spent as s
                select tenant_id, scope, who, day, sum(cost_usd)
                from part
                cross join lateral (
                    values ('tenant', ''), ('user', end_user), ('feature', feature), ('caller', caller), ('role', role)
                ) as named (scope, who)
                where (scope = 'tenant' or who <> '') and (select count(*) from hour_sums) >= 0
                group by tenant_id, scope, who, day
                having sum(cost_usd) <> 0
                order by tenant_id, scope, who, day
                on conflict (tenant_id, scope, name, day) do update set cost_usd = s.cost_usd + excluded.cost_usd
                returning tenant_id, scope, name, day
            ),
            change as (
                insert into usage_change
                select tenant_id, scope, name, day from spent
                where scope = 'tenant' -- of the others only those who can have a budget
                    or exists (select from tenant_limit l where l.tenant_id = spent.tenant_id and l.scope = spent.scope)
            )
            """;

    /** Writes what is not there yet; answers how many rows are new. */
    static final String INSERT = "with " + EVENT + """
            fresh as (
                insert into usage_event (%1$s) select %1$s from event
                order by created_at, id
                on conflict do nothing
                returning *
            ),
            delta as (select 1 as sign, fresh.* from fresh),
            """.formatted(COLUMNS) + SUMS + "select count(*) from fresh";

    /**
     * Puts the rows sent, all of them the truth, in the place of those that are there as unknown, and moves the sums by the
     * difference; answers how many. Which row is unknown is asked anew once its lock is held, so that the first truth stays.
     */
    static final String REPLACE = "with " + EVENT + """
            old as (
                select u.* from usage_event u join event e on u.created_at = e.created_at and u.id = e.id
                where u.status = 'unknown'
                order by u.created_at, u.id
                for update of u
            ),
            truth as (
                update usage_event u set (%1$s) = row(e.*)
                from event e join old o on o.created_at = e.created_at and o.id = e.id
                where u.created_at = e.created_at and u.id = e.id
                returning u.*
            ),
            delta as (select -1 as sign, old.* from old union all select 1, truth.* from truth),
            """.formatted(COLUMNS) + SUMS + "select count(*) from truth";

    private LedgerSql() {}
}
