-- Who did what to which tenant or key, when and from where. It outlives what it speaks of: no foreign keys.
create table audit_log (
    id             bigint      generated always as identity primary key,
    at             timestamptz not null default now(),
    actor          text        not null,
    action         text        not null,
    tenant_id      bigint,
    api_key_id     bigint,
    source_address text        not null,
    -- What changed; never a secret, a key or a prompt.
    detail         jsonb       not null default '{}'
);

create index audit_log_tenant on audit_log (tenant_id, at);
create index audit_log_at on audit_log (at);

create function audit_log_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'audit_log is append-only: % is refused', tg_op using errcode = 'insufficient_privilege';
end
$$;

create trigger audit_log_append_only before update or delete or truncate on audit_log
    for each statement execute function audit_log_refuse();
