-- Attempts for the nodes of a queue: where they stand, and who has taken them
alter table durable_activity
	add column queue varchar(255),
	add column activity varchar(255),
	add column routing varchar(32),
	add column owner bigint,
	add column cancel_requested boolean default false not null;

-- What a poll asks; attempts that are made by the owner of their run are in none of them
create index durable_activity_offered on durable_activity (queue, due_at) where routing = 'OFFERED';
create index durable_activity_taken on durable_activity (owner) where routing = 'TAKEN';

-- When the next attempt of an activity with a rate may be taken; locked by who takes it
create table durable_activity_limit (
	activity varchar(255) primary key,
	next_at timestamp(6) with time zone
);

alter table durable_node add column queues text default 'default' not null;
