-- What administration itself knows; the controller's tables are in another schema and none of its business.

create table topic_notes (
    topic_id    uuid primary key,
    description text not null,
    labels      text not null,
    annotations text not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);

create table audit_entry (
    id            bigint generated always as identity primary key,
    at            timestamptz not null,
    principal     text not null,
    action        text not null,
    resource_type text not null,
    resource_name text not null,
    outcome       text not null check (outcome in ('succeeded', 'refused', 'failed')),
    problem_code  text not null,
    changes       text not null
);
create index audit_entry_by_resource on audit_entry (resource_type, resource_name, id desc);
create index audit_entry_by_principal on audit_entry (principal, id desc);

create table setting (
    name  text primary key,
    value text not null
);
