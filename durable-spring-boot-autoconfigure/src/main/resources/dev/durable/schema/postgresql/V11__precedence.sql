-- Which attempts of a queue come first: those of a lower priority, and of one priority each key in turn
alter table durable_activity add column priority integer default 3 not null;
alter table durable_activity add column fairness_key varchar(255);

-- What a poll asks: attempts without a key, those with one, and which keys there are
create index durable_activity_first on durable_activity (queue, priority, due_at)
	where routing = 'OFFERED' and fairness_key is null;
create index durable_activity_keyed on durable_activity (queue, priority, due_at)
	where routing = 'OFFERED' and fairness_key is not null;
create index durable_activity_key on durable_activity (queue, priority, fairness_key, due_at)
	where routing = 'OFFERED' and fairness_key is not null;
