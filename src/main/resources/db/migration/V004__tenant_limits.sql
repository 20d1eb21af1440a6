-- What a tenant as a whole may use beside requests, and what holds where its limits leave a choice. Null: none.
alter table tenant
    -- Tokens a minute, input and output together.
    add column rate_limit_tpm     bigint
        constraint tenant_rate_limit_tpm_range check (rate_limit_tpm between 1 and 1000000000000),
    -- Requests under way at once.
    add column max_concurrent     bigint
        constraint tenant_max_concurrent_range check (max_concurrent between 1 and 1000000),
    -- Ceilings on output tokens: of a request that names none, and of every request.
    add column default_max_output bigint
        constraint tenant_default_max_output_range check (default_max_output between 1 and 10000000),
    add column max_output         bigint
        constraint tenant_max_output_range check (max_output between 1 and 10000000),
    add column unknown_price      text   not null default 'auto'
        constraint tenant_unknown_price_known check (unknown_price in ('auto', 'flag', 'refuse')),
    add column limiter_loss       text   not null default 'share'
        constraint tenant_limiter_loss_known check (limiter_loss in ('share', 'refuse')),
    -- What the tenant is charged of the provider's price, in parts per million.
    add column price_factor_ppm   bigint not null default 1000000
        constraint tenant_price_factor_ppm_range check (price_factor_ppm between 0 and 100000000),
    add constraint tenant_default_within_max_output check (default_max_output <= max_output);

-- Redis counts in numbers that are exact up to 2^53: a little more than 9,000,000 dollars in nano-dollars. Nothing held to
-- the budgets before this; one beyond (which NaN is, too) becomes the highest there can be, and the audit log says so.
with lowered as (
    update tenant set
        budget_day_usd = case when budget_day_usd > 9000000 then 9000000 else budget_day_usd end,
        budget_month_usd = case when budget_month_usd > 9000000 then 9000000 else budget_month_usd end,
        budget_total_usd = case when budget_total_usd > 9000000 then 9000000 else budget_total_usd end
    where greatest(budget_day_usd, budget_month_usd, budget_total_usd) > 9000000
    returning id, budget_day_usd, budget_month_usd, budget_total_usd
)
insert into audit_log (actor, action, tenant_id, source_address, detail)
select 'aigw migrate', 'tenant.update', id, 'V004__tenant_limits.sql',
       jsonb_strip_nulls(jsonb_build_object('budget_day_usd', budget_day_usd::text,
           'budget_month_usd', budget_month_usd::text, 'budget_total_usd', budget_total_usd::text))
from lowered;

alter table tenant
    drop constraint tenant_budget_day_range,
    drop constraint tenant_budget_month_range,
    drop constraint tenant_budget_total_range,
    add constraint tenant_budget_day_range check (budget_day_usd between 0 and 9000000),
    add constraint tenant_budget_month_range check (budget_month_usd between 0 and 9000000),
    add constraint tenant_budget_total_range check (budget_total_usd between 0 and 9000000);

-- Limits within a tenant's own, for those its site tells apart. A row without any lets that one do what the tenant may.
create table tenant_limit (
    tenant_id        bigint not null references tenant (id) on delete cascade,
    scope            text   not null
        constraint tenant_limit_scope_known check (scope in ('user', 'feature', 'caller', 'role')),
    -- '*': each that has no row of its own.
    name             text   not null
        constraint tenant_limit_name_length check (length(name) between 1 and 256),
    rpm              bigint
        constraint tenant_limit_rpm_range check (rpm between 1 and 1000000000),
    rpd              bigint
        constraint tenant_limit_rpd_range check (rpd between 1 and 1000000000),
    tpm              bigint
        constraint tenant_limit_tpm_range check (tpm between 1 and 1000000000000),
    concurrent       bigint
        constraint tenant_limit_concurrent_range check (concurrent between 1 and 1000000),
    budget_day_usd   numeric(20, 9)
        constraint tenant_limit_budget_day_range check (budget_day_usd between 0 and 9000000),
    budget_month_usd numeric(20, 9)
        constraint tenant_limit_budget_month_range check (budget_month_usd between 0 and 9000000),
    budget_total_usd numeric(20, 9)
        constraint tenant_limit_budget_total_range check (budget_total_usd between 0 and 9000000),
    primary key (tenant_id, scope, name)
);

create function tenant_limit_bump_tenant() returns trigger language plpgsql as $$
begin
    update tenant set version = version where id in (new.tenant_id, old.tenant_id);
    return null;
end
$$;

-- As a key's change is: one version tells whether anything a gateway holds of the tenant is stale.
create trigger tenant_limit_bump_tenant after insert or update or delete on tenant_limit
    for each row execute function tenant_limit_bump_tenant();
