-- The build that has claimed a run last: while its nodes live, others leave the run to them for a while
alter table durable_workflow add column claimed_by varchar(255);
