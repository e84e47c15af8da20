-- Whether a chain has been given a place, and its run has not been let in yet
alter table durable_place add column granted boolean default false not null;
