-- Which attempts of a queue come first: those of a lower priority, and of one priority each key in turn
alter table durable_activity add column priority integer default 3 not null;
alter table durable_activity add column fairness_key varchar(255);
