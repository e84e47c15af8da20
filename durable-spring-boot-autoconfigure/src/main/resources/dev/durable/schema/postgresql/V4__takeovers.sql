-- The other builds that have tried a stuck run in vain, each on a line of its own
alter table durable_workflow add column stuck_tried varchar(4000);
-- How often the run was taken over from a dead node since it was last parked
alter table durable_workflow add column takeovers integer default 0 not null;
create index durable_workflow_suspect on durable_workflow (wake_at)
	where takeovers >= 3 and owner is null and open_key is not null;
