alter table broker add column drained boolean not null default false;
