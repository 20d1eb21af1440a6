-- What the ledger says beside what it said: the provider's own price, who called, and tokens that have prices of their own.
alter table usage_event
    -- What the provider's price comes to, before the tenant's mark-up or discount; null when it is not known.
    add column list_cost_usd           numeric(20, 9),
    -- The plugin that called, and the role of its user, as told by the site.
    add column caller                  text,
    add column role                    text,
    add column cache_write_long_tokens bigint not null default 0,
    add column audio_input_tokens      bigint not null default 0,
    add column audio_output_tokens     bigint not null default 0;

-- Sums of the ledger's rows, kept in step by the very statement that writes a row (see LedgerSql), so that a row counts
-- once however often it is sent. They stay when the rows' partitions are dropped. Numerics, because a sum must never be what
-- refuses a row. '' stands for what the site did not say.
create table usage_day (
    tenant_id               bigint  not null,
    -- The UTC day of the rows' created_at.
    day                     date    not null,
    -- usage_key of the six texts that follow: together they can be longer than an index entry may be.
    key                     bytea   not null,
    provider                text    not null,
    model                   text    not null,
    end_user                text    not null,
    feature                 text    not null,
    caller                  text    not null,
    role                    text    not null,
    requests                bigint  not null,
    attempts                bigint  not null,
    failed                  bigint  not null,
    unpriced                bigint  not null,
    estimated               bigint  not null,
    input_tokens            numeric not null,
    cache_read_tokens       numeric not null,
    cache_write_tokens      numeric not null,
    cache_write_long_tokens numeric not null,
    audio_input_tokens      numeric not null,
    output_tokens           numeric not null,
    reasoning_tokens        numeric not null,
    audio_output_tokens     numeric not null,
    cost_usd                numeric not null,
    list_cost_usd           numeric not null,
    primary key (tenant_id, day, key)
) with (fillfactor = 80);

create index usage_day_day on usage_day (day);

create function usage_key(provider text, model text, end_user text, feature text, caller text, role text)
returns bytea language sql stable parallel safe as $$
    select sha256(convert_to(array[provider, model, end_user, feature, caller, role]::text, 'UTF8'))
$$;

-- What a tenant spent hour by hour; kept for 60 days, to know its usual hour.
create table usage_hour (
    tenant_id bigint      not null,
    hour      timestamptz not null,
    requests  bigint      not null,
    cost_usd  numeric     not null,
    primary key (tenant_id, hour)
) with (fillfactor = 80);

create index usage_hour_hour on usage_hour (hour);

-- What was spent day by day by those who can have budgets: the tenant as a whole (scope 'tenant', name ''), and its users,
-- features, callers and roles. What usage_day says too, but one range of an index away, even for all time.
create table usage_spent (
    tenant_id bigint  not null,
    scope     text    not null,
    name      text    not null,
    day       date    not null,
    cost_usd  numeric not null,
    primary key (tenant_id, scope, name, day)
) with (fillfactor = 80);

-- Which sums of usage_spent that may have a budget changed and were not looked at since: whoever watches budgets takes rows
-- out. In the same transaction as the sums, so that a death in between forgets no alert.
create table usage_change (
    tenant_id bigint not null,
    scope     text   not null,
    name      text   not null,
    day       date   not null
);

-- Since when every row is there. One row; moved on when older partitions are dropped.
create table usage_horizon (
    only_row boolean     primary key default true check (only_row),
    since    timestamptz not null
);

insert into usage_horizon (since) values ('-infinity');

-- An alert is told once: by whoever gets its row in here.
create table budget_alert (
    tenant_id    bigint         not null,
    scope        text           not null,
    name         text           not null,
    period       text           not null
        constraint budget_alert_period_known check (period in ('day', 'month', 'total')),
    period_start date           not null,
    percent      integer        not null,
    -- A budget that was changed is told of anew, each amount once.
    budget_usd   numeric(20, 9) not null,
    spent_usd    numeric        not null,
    at           timestamptz    not null default now(),
    primary key (tenant_id, scope, name, period, period_start, percent, budget_usd)
);

create table anomaly_alert (
    tenant_id     bigint      not null,
    day           date        not null,
    hour          timestamptz not null,
    cost_usd      numeric     not null,
    usual_usd     numeric     not null,
    threshold_usd numeric     not null,
    at            timestamptz not null default now(),
    primary key (tenant_id, day)
);

-- What was used before there were sums.
insert into usage_day
select tenant_id, (created_at at time zone 'UTC')::date,
       usage_key(provider, model, coalesce(end_user, ''), coalesce(feature, ''), '', ''),
       provider, model, coalesce(end_user, ''), coalesce(feature, ''), '', '',
       count(*) filter (where attempt = 1), count(*), count(*) filter (where status not in ('ok', 'cancelled')),
       count(*) filter (where cost_usd is null), count(*) filter (where estimated),
       sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), 0, 0,
       sum(output_tokens), sum(reasoning_tokens), 0, coalesce(sum(cost_usd), 0), 0
from usage_event
group by 1, 2, 3, 4, 5, 6, 7;

insert into usage_hour
select tenant_id, date_trunc('hour', created_at at time zone 'UTC') at time zone 'UTC',
       count(*) filter (where attempt = 1), coalesce(sum(cost_usd), 0)
from usage_event
where created_at > now() - interval '60 days'
group by 1, 2;

insert into usage_spent
select tenant_id, scope, who, (created_at at time zone 'UTC')::date, sum(cost_usd)
from usage_event
cross join lateral (values ('tenant', ''), ('user', end_user), ('feature', feature)) as named (scope, who)
where scope = 'tenant' or who <> ''
group by 1, 2, 3, 4
having sum(cost_usd) <> 0;

-- Drops the partitions of the months that are wholly older than to be kept, and returns their names. Any number of
-- processes may call it at once: the advisory lock, which also makes partitions, lets one at a time. By the database's
-- clock and never less than 32 days, so that no gateway whose clock has jumped can drop what is young. A report that runs
-- for long must not make it hold up the ledger: then it gives up, and is called again.
create function drop_usage_partitions(keep interval) returns setof text language plpgsql
set lock_timeout = '5s' as $$
declare
    horizon timestamptz := date_trunc('month', (now() - greatest(keep, interval '32 days')) at time zone 'UTC')
        at time zone 'UTC';
    part    text;
begin
    perform pg_advisory_xact_lock(hashtextextended('aigw.usage_partitions', 0));
    for part in
        select child.relname from pg_inherits
        join pg_class child on child.oid = inhrelid
        where inhparent = 'usage_event'::regclass and child.relname ~ '^usage_event_[0-9]{4}_[0-9]{2}$'
            and to_date(right(child.relname, 7), 'YYYY_MM') < (horizon at time zone 'UTC')::date
        order by 1
    loop
        execute format('drop table %I', part);
        return next part;
    end loop;
    update usage_horizon set since = horizon where since < horizon;
end
$$;
