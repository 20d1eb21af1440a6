-- The ledger: one row per attempt at a provider. Partitioned by month (UTC), so that old months are dropped, not deleted.
-- No foreign key to tenant: a row must never be refused, and it outlives its tenant.
create table usage_event (
    id                 uuid        not null,
    created_at         timestamptz not null,
    tenant_id          bigint      not null,
    provider           text        not null,
    model              text        not null,
    status             text        not null
        constraint usage_event_status_known check (status in ('ok', 'error', 'timeout', 'cancelled', 'unknown')),
    attempt            integer     not null,
    request_id         text        not null,
    input_tokens       bigint      not null,
    cache_read_tokens  bigint      not null,
    cache_write_tokens bigint      not null,
    output_tokens      bigint      not null,
    reasoning_tokens   bigint      not null,
    -- The tokens are our guess, because the provider did not say.
    estimated          boolean     not null,
    -- To the nano-dollar; null when the model had no known price.
    cost_usd           numeric(20, 9),
    latency_ms         bigint      not null,
    first_token_ms     bigint,
    end_user           text,
    feature            text,
    primary key (created_at, id)
) partition by range (created_at);

create index usage_event_tenant on usage_event (tenant_id, created_at);
create index usage_event_request on usage_event (request_id);

-- Catches a row whose month has no partition (a clock that jumped), so that it is late in a report, not lost.
create table usage_event_rest partition of usage_event default;

-- Makes this month's partition and those of the months ahead where they are missing, and returns their names. Any number
-- of processes may call it at once, as often as they like. A report that runs for long must not make it hold up the
-- ledger: then it gives up, and has weeks to be called again.
create function make_usage_partitions(months_ahead integer) returns setof text language plpgsql
set lock_timeout = '5s' as $$
declare
    this_month timestamp := date_trunc('month', now() at time zone 'UTC');
    month      timestamp;
    starts     timestamptz;
    ends       timestamptz;
    part       text;
begin
    perform pg_advisory_xact_lock(hashtextextended('aigw.usage_partitions', 0));
    for i in 0 .. months_ahead loop
        month := this_month + make_interval(months => i);
        part := 'usage_event_' || to_char(month, 'YYYY_MM');
        continue when to_regclass(part) is not null;
        starts := month at time zone 'UTC';
        ends := (month + interval '1 month') at time zone 'UTC';
        -- A row on its way into the rest while its partition comes into being would be refused: let none be on its way.
        lock table only usage_event in share row exclusive mode;
        execute format('create table %I (like usage_event including all)', part);
        -- Rows of this month that came before their partition lie in the rest, and would bar it.
        execute format(
            'with late as (delete from usage_event_rest where created_at >= %L and created_at < %L returning *)
             insert into %I select * from late', starts, ends, part);
        execute format('alter table usage_event attach partition %I for values from (%L) to (%L)', part, starts, ends);
        return next part;
    end loop;
end
$$;

select make_usage_partitions(2);
