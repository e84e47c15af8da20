package dev.durable.benchmarks.scale;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Copies a parked run, so that there are as many as if each had been started and had
 * parked in the past.
 */
final class Copies {

	private static final int CHUNK = 50_000;

	private static final String RUNS = """
			insert into durable_workflow
			select copy.*
			  from durable_workflow run,
			       generate_series(?::integer, ?::integer) number,
			       lateral (select lpad(to_hex(number), 32, '0')::uuid as id, ? || number as name) as key,
			       lateral jsonb_populate_record(run, jsonb_build_object('run_id', key.id, 'first_run_id', key.id,
			               'workflow_id', key.name, 'open_key', key.name)) as copy
			 where run.workflow_id = ?
			""";

	private static final String HISTORIES = """
			insert into durable_history
			select copy.*
			  from durable_workflow run
			  join durable_history event on event.run_id = run.run_id,
			       generate_series(?::integer, ?::integer) number,
			       lateral jsonb_populate_record(event,
			               jsonb_build_object('run_id', lpad(to_hex(number), 32, '0')::uuid)) as copy
			 where run.workflow_id = ?
			""";

	private final JdbcTemplate jdbc;

	Copies(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Copy a run.
	 * @param workflowId the workflow id of the run, and the beginning of those of the
	 * copies, which a number from 1 on follows
	 * @param count how many there are to be
	 */
	void make(String workflowId, int count) {
		for (int first = 1; first <= count; first += CHUNK) {
			int last = Math.min(count, first + CHUNK - 1);
			this.jdbc.update(RUNS, first, last, workflowId, workflowId);
			this.jdbc.update(HISTORIES, first, last, workflowId);
		}
		this.jdbc.execute("vacuum analyze durable_workflow");
		this.jdbc.execute("vacuum analyze durable_history");
		this.jdbc.execute("checkpoint");
	}

}
