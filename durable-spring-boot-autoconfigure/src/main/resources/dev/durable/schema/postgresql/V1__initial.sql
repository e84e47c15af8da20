create table durable_workflow (
	run_id uuid primary key,
	workflow_id varchar(255) not null,
	first_run_id uuid not null,
	open_key varchar(255),
	type varchar(255) not null,
	queue varchar(255) not null,
	status varchar(32) not null,
	stuck_reason varchar(32),
	stuck_message varchar(2000),
	stuck_build varchar(255),
	stuck_tries integer default 0 not null,
	owner bigint,
	wake_at timestamp(6) with time zone,
	start_at timestamp(6) with time zone,
	timeout_at timestamp(6) with time zone,
	parent_chain uuid,
	close_policy varchar(32),
	build_id varchar(255) not null,
	started_at timestamp(6) with time zone not null,
	closed_at timestamp(6) with time zone,
	write_id uuid,
	constraint durable_workflow_open unique (open_key)
);

-- Equality and prefixes of workflow ids, whatever the collation of the database
create index durable_workflow_id on durable_workflow (workflow_id varchar_pattern_ops);
create index durable_workflow_chain on durable_workflow (first_run_id) where open_key is not null;
-- What a poll asks; closed and resident runs are in none of them
create index durable_workflow_due on durable_workflow (queue, type, wake_at) where owner is null and open_key is not null;
create index durable_workflow_stuck on durable_workflow (type, stuck_build) where stuck_reason is not null;
create index durable_workflow_timeout on durable_workflow (timeout_at)
	where owner is null and open_key is not null and timeout_at is not null;
-- What a run asks that closes
create index durable_workflow_parent on durable_workflow (parent_chain)
	where open_key is not null and parent_chain is not null;
create index durable_workflow_owner on durable_workflow (owner) where owner is not null;

-- Only ever inserted. No foreign key: it would lock the run on each insert
create table durable_history (
	run_id uuid not null,
	seq bigint not null,
	kind varchar(255) not null,
	recorded_at timestamp(6) with time zone not null,
	data bytea not null,
	write_id uuid,
	primary key (run_id, seq)
);

create table durable_inbox (
	id bigint generated always as identity primary key,
	chain uuid not null,
	run_id uuid,
	kind varchar(32) not null,
	name varchar(255) not null,
	data bytea not null,
	letter_key varchar(255),
	state varchar(32) not null,
	sent_at timestamp(6) with time zone default clock_timestamp() not null,
	write_id uuid,
	constraint durable_inbox_key unique (chain, letter_key)
);

-- What a poll asks; letters that are kept for their keys are in none of them
create index durable_inbox_new on durable_inbox (id) where state = 'NEW';
create index durable_inbox_restart on durable_inbox (id) where state = 'DEAD' and kind = 'RESTART';
-- Requests of one run to another, whose chain the sender does not know
create index durable_inbox_external on durable_inbox (letter_key) where letter_key like 'external/%';

create table durable_activity (
	run_id uuid not null,
	activity_id bigint not null,
	attempt integer not null,
	due_at timestamp(6) with time zone not null,
	begun boolean not null,
	last_failure varchar(2000),
	details bytea,
	later boolean default false not null,
	write_id uuid,
	primary key (run_id, activity_id)
);

-- What operators see of a run
create table durable_attribute (
	run_id uuid not null,
	memo boolean not null,
	name varchar(255) not null,
	json varchar(4000) not null,
	write_id uuid,
	primary key (run_id, memo, name)
);

-- By a prefix, as a long value does not fit into an index
create index durable_attribute_value on durable_attribute (name, left(json, 255)) where not memo;

create table durable_node (
	node_id bigint generated always as identity primary key,
	name varchar(255) not null,
	build_id varchar(255) not null,
	types text not null,
	lease_until timestamp(6) with time zone not null
);

-- Locked by each transaction of a node, never updated
create table durable_fence (
	node_id bigint not null,
	slot integer not null,
	primary key (node_id, slot)
);
