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
	-- In place of a partial index
	open_timeout timestamp(6) with time zone generated always as (case when open_key is not null then timeout_at end),
	constraint durable_workflow_open unique (open_key)
);

create index durable_workflow_id on durable_workflow (workflow_id);
create index durable_workflow_chain on durable_workflow (first_run_id);
-- What a poll asks: H2 has no partial indexes
create index durable_workflow_due on durable_workflow (owner, queue, type, wake_at);
create index durable_workflow_stuck on durable_workflow (stuck_build);
create index durable_workflow_timeout on durable_workflow (open_timeout);
create index durable_workflow_parent on durable_workflow (parent_chain);

-- Only ever inserted. No foreign key: it would lock the run on each insert
create table durable_history (
	run_id uuid not null,
	seq bigint not null,
	kind varchar(255) not null,
	recorded_at timestamp(6) with time zone not null,
	data binary varying not null,
	write_id uuid,
	primary key (run_id, seq)
);

create table durable_inbox (
	id bigint generated always as identity (no cache) primary key,
	chain uuid not null,
	run_id uuid,
	kind varchar(32) not null,
	name varchar(255) not null,
	data binary varying not null,
	letter_key varchar(255),
	state varchar(32) not null,
	sent_at timestamp(6) with time zone default current_timestamp not null,
	write_id uuid,
	constraint durable_inbox_key unique (chain, letter_key)
);

create index durable_inbox_state on durable_inbox (state, id);
create index durable_inbox_letter_key on durable_inbox (letter_key);

create table durable_activity (
	run_id uuid not null,
	activity_id bigint not null,
	attempt integer not null,
	due_at timestamp(6) with time zone not null,
	begun boolean not null,
	last_failure varchar(2000),
	details binary varying,
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

create index durable_attribute_value on durable_attribute (name, json);

create table durable_node (
	node_id bigint generated always as identity (no cache) primary key,
	name varchar(255) not null,
	build_id varchar(255) not null,
	types character varying not null,
	lease_until timestamp(6) with time zone not null
);

-- Locked by each transaction of a node, never updated
create table durable_fence (
	node_id bigint not null,
	slot integer not null,
	primary key (node_id, slot)
);
