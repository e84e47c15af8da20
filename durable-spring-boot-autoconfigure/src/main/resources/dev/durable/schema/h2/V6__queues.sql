-- Attempts for the nodes of a queue: where they stand, and who has taken them
alter table durable_activity add column queue varchar(255);
alter table durable_activity add column activity varchar(255);
alter table durable_activity add column routing varchar(32);
alter table durable_activity add column owner bigint;
alter table durable_activity add column cancel_requested boolean default false not null;

-- What a poll asks: H2 has no partial indexes
create index durable_activity_offered on durable_activity (routing, queue, due_at);
create index durable_activity_taken on durable_activity (owner);

-- When the next attempt of an activity with a rate may be taken; locked by who takes it
create table durable_activity_limit (
	activity varchar(255) primary key,
	next_at timestamp(6) with time zone
);

alter table durable_node add column queues character large object default 'default' not null;
