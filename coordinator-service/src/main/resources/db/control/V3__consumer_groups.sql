-- Consumer groups (replication protocol, 6; ADR 18). Every write raises its shard's version, if that, the epoch and the
-- owner are what the writer takes them for: who has been claimed over, or finds another database than it left, writes nothing.

create table group_shard (
    shard       int    primary key check (shard between 0 and 63),
    shard_epoch bigint not null,
    version     bigint not null,
    owner_id    text   not null,
    owner_url   text   not null
) with (fillfactor = 50);
insert into group_shard select shard, 0, 0, '', '' from generate_series(0, 63) shard;

create table consumer_group (
    group_id    text   primary key check (length(group_id) between 1 and 255),
    shard       int    not null references group_shard,
    group_epoch bigint not null,
    assignor    text   not null
) with (fillfactor = 50);
create index consumer_group_shard on consumer_group (shard);

-- held: <topic id>-<partition>@<assignment epoch>; revoking: <topic id>-<partition>, all of them held.
create table group_member (
    group_id             text   not null references consumer_group on delete cascade,
    member_id            text   not null check (length(member_id) between 1 and 255),
    instance_id          text,
    incarnation          uuid   not null,
    session              bigint not null,
    member_epoch         bigint not null check (member_epoch >= session),
    topics               text[] not null,
    pattern              text,
    rack                 text,
    rebalance_timeout_ms bigint not null,
    held                 text[] not null,
    revoking             text[] not null,
    away                 boolean not null,
    primary key (group_id, member_id)
) with (fillfactor = 50);

-- Updated all the time, never by another key: without another index every update is a heap-only one.
create table group_offset (
    group_id     text   not null references consumer_group on delete cascade,
    topic_id     uuid   not null,
    partition    int    not null check (partition >= 0),
    next_offset  bigint not null check (next_offset >= 0),
    leader_epoch int,
    metadata     text   not null,
    member_epoch bigint not null,
    committed_ms bigint not null,
    primary key (group_id, topic_id, partition)
) with (fillfactor = 50);
