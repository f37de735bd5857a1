-- What the last reset of a group's positions has replaced, so that it can be undone for a day. Where nothing had been
-- committed, next_offset is null.

create table group_reset (
    group_id     text   not null references consumer_group on delete cascade,
    topic_id     uuid   not null,
    partition    int    not null check (partition >= 0),
    reset_ms     bigint not null,
    next_offset  bigint check (next_offset >= 0),
    leader_epoch int,
    metadata     text   not null,
    primary key (group_id, topic_id, partition)
);
