-- The truth of the control plane (replication protocol, 4.1). Every change passes one transaction template, which takes
-- the row of cluster_state first: whoever holds an old controller_epoch finds no row and writes nothing.

create table cluster_state (
    id               int     primary key check (id = 1),
    cluster_id       uuid    not null,
    controller_epoch bigint  not null,
    controller_id    text    not null,
    controller_addr  text    not null,
    renew_counter    bigint  not null,
    metadata_version bigint  not null,
    cp_generation    int     not null,
    safe_mode        boolean not null,
    -- An operator has settled what became of all versions below, whoever has seen what of them.
    reconciled_version bigint not null
) with (fillfactor = 50);
insert into cluster_state values (1, gen_random_uuid(), 0, '', '', 0, 0, 0, false, 0);

-- One row per claim of the controller's role, never trimmed: tells a fork of the history from its regress.
create table controller_claim (
    controller_epoch bigint primary key,
    claim_uuid       uuid   not null,
    first_version    bigint not null,
    controller_id    text   not null,
    claimed_at       timestamptz not null default now()
);

create table coordinator (
    id            text    primary key,
    renew_counter bigint  not null,
    cp_ok         boolean not null,
    cp_generation int     not null
) with (fillfactor = 50);

create table broker (
    broker_id    int     primary key check (broker_id >= 0),
    broker_epoch bigint  not null,
    incarnation  uuid    not null,
    log_dirs     jsonb   not null default '{}',
    rack         text,
    addr         text    not null,
    internal_addr text,
    fenced       boolean not null
);

create table topic (
    topic_id        uuid   primary key,
    name            text   not null unique check (name ~ '^[a-zA-Z0-9._-]{1,249}$'),
    created_version bigint not null
);

create table topic_config (
    topic_id uuid not null references topic on delete cascade,
    key      text not null,
    value    text not null,
    primary key (topic_id, key)
);

create table partition_state (
    topic_id        uuid     not null references topic on delete cascade,
    partition       int      not null check (partition >= 0),
    replicas        int[]    not null check (cardinality(replicas) > 0),
    adding          int[]    not null default '{}',
    removing        int[]    not null default '{}',
    isr             int[]    not null,
    isr_epochs      bigint[] not null,
    leader          int,
    leader_epoch    int      not null,
    partition_epoch int      not null,
    unclean         boolean  not null,
    created_version bigint   not null,
    primary key (topic_id, partition),
    check (cardinality(isr) = cardinality(isr_epochs)),
    check (leader is null or leader = any (isr))
) with (fillfactor = 70);

-- What was deleted, for those who were away: a log is moved to the trash by an entry here, never by absence.
create table topic_tombstone (
    topic_id        uuid   primary key,
    name            text   not null,
    deleted_version bigint not null,
    deleted_at      timestamptz not null default now()
);

create table metadata_delta (
    version          bigint primary key,
    controller_epoch bigint not null,
    payload          jsonb  not null
);

create table id_block (
    kind text   primary key,
    next bigint not null
);
insert into id_block values ('producer', 0);

create table producer_name (
    name           text   primary key check (length(name) between 1 and 249),
    producer_id    bigint not null unique,
    producer_epoch int    not null check (producer_epoch between 0 and 32766)
);

create table api_key (
    key_id        text    primary key,
    principal     text    not null,
    secret_sha256 bytea   not null check (length(secret_sha256) = 32),
    admin         boolean not null,
    created_at    timestamptz not null default now()
);

create table cluster_secret (
    kind  text  primary key,
    value bytea not null
);
