-- Who may call. A tenant is never deleted by the program, only deactivated: the ledger and the audit log speak of it.
create table tenant (
    id                          bigint      generated always as identity primary key,
    slug                        text        not null unique
        constraint tenant_slug_shape check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name                        text        not null
        constraint tenant_name_length check (length(name) between 1 and 200),
    -- AES-256-GCM under the master key, bound to the slug; see SecretBox.
    secret_encrypted            bytea       not null,
    previous_secret_encrypted   bytea,
    previous_secret_valid_until timestamptz,
    rate_limit_rpm              bigint      not null default 60
        constraint tenant_rate_limit_rpm_range check (rate_limit_rpm between 1 and 1000000000),
    rate_limit_rpd              bigint      not null default 5000
        constraint tenant_rate_limit_rpd_range check (rate_limit_rpd between 1 and 1000000000),
    active                      boolean     not null default true,
    -- Empty: every model, and no origin is checked.
    allowed_models              text[]      not null default '{}',
    allowed_origins             text[]      not null default '{}',
    max_token_ttl_seconds       bigint      not null default 3600
        constraint tenant_max_token_ttl_range check (max_token_ttl_seconds > 0),
    -- Null: no limit.
    budget_day_usd              numeric(20, 9)
        constraint tenant_budget_day_range check (budget_day_usd >= 0),
    budget_month_usd            numeric(20, 9)
        constraint tenant_budget_month_range check (budget_month_usd >= 0),
    budget_total_usd            numeric(20, 9)
        constraint tenant_budget_total_range check (budget_total_usd >= 0),
    version                     bigint      not null default 1,
    created_at                  timestamptz not null default now(),
    updated_at                  timestamptz not null default now(),
    constraint tenant_previous_secret_ends
        check ((previous_secret_encrypted is null) = (previous_secret_valid_until is null))
);

create table api_key (
    id           bigint      generated always as identity primary key,
    tenant_id    bigint      not null references tenant (id) on delete cascade,
    -- SHA-256 of the whole key in lower-case hex; the key itself is shown once and kept nowhere.
    hash         text        not null unique
        constraint api_key_hash_shape check (hash ~ '^[0-9a-f]{64}$'),
    prefix       text        not null,
    name         text        not null
        constraint api_key_name_length check (length(name) between 1 and 200),
    created_at   timestamptz not null default now(),
    expires_at   timestamptz,
    revoked_at   timestamptz,
    last_used_at timestamptz
);

create index api_key_tenant on api_key (tenant_id);

create function tenant_bump() returns trigger language plpgsql as $$
begin
    new.version := old.version + 1;
    new.updated_at := now();
    return new;
end
$$;

create trigger tenant_bump before update on tenant
    for each row execute function tenant_bump();

-- Every gateway listens, so that a change is in force everywhere within a second.
create function tenant_tell() returns trigger language plpgsql as $$
begin
    perform pg_notify('aigw_tenant', coalesce(new.id, old.id)::text);
    return null;
end
$$;

create trigger tenant_tell after insert or update or delete on tenant
    for each row execute function tenant_tell();

-- A key that changes is a change of its tenant: one version tells whether anything a gateway holds is stale.
create function api_key_bump_tenant() returns trigger language plpgsql as $$
begin
    update tenant set version = version where id = coalesce(new.tenant_id, old.tenant_id);
    return null;
end
$$;

-- Not on last_used_at, which may change often and matters to nobody who listens.
create trigger api_key_bump_tenant
    after insert or delete or update of tenant_id, hash, name, expires_at, revoked_at on api_key
    for each row execute function api_key_bump_tenant();
