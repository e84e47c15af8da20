-- What operators ask: the runs of a status, the latest first, and how many there are
create index durable_workflow_status on durable_workflow (status, run_id);
