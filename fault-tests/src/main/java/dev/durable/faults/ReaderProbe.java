package dev.durable.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;
import dev.durable.faults.check.Violation;
import dev.durable.test.PostgresServer.Database;

import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads in all ways that there are, when everything has ended: P12. Nothing that reads
 * writes, and listings show what is in the tables.
 */
final class ReaderProbe {

	private static final int SAMPLE = 100;

	private static final int PAGE = 200;

	private final WorkflowClient client;

	private final JdbcClient jdbc;

	ReaderProbe(ApplicationContext client, Database database) {
		this.client = client.getBean(WorkflowClient.class);
		this.jdbc = JdbcClient.create(database.dataSource());
	}

	/**
	 * Read.
	 * @return what has written, or was not shown as it is
	 */
	List<Violation> read() {
		List<Violation> violations = new ArrayList<>();
		List<String> ids = this.jdbc.sql(
				"select workflow_id from durable_workflow where status = 'COMPLETED' order by md5(workflow_id) limit ?")
			.param(SAMPLE)
			.query(String.class)
			.list();
		for (String id : ids) {
			String before = fingerprint(id);
			lookAt(id);
			if (!before.equals(fingerprint(id))) {
				violations
					.add(new Violation("P12", "somebody has read workflow " + id + ", and its rows have changed"));
			}
		}
		for (WorkflowStatus status : WorkflowStatus.values()) {
			TreeSet<String> listed = listed(status);
			TreeSet<String> stored = stored(status);
			if (!listed.equals(stored)) {
				violations.add(new Violation("P12",
						"%s runs are %s, and %s are listed".formatted(stored.size(), status, listed.size())));
			}
		}
		return violations;
	}

	private void lookAt(String id) {
		WorkflowHandle<String> handle = this.client.handle(id, String.class);
		handle.history();
		handle.result();
		this.client.deadLetters(id);
		if (handle.describe().type().equals("Program")) {
			handle.query("progress", Integer.class);
		}
	}

	/**
	 * All rows of a workflow with the transactions that have written them.
	 */
	private String fingerprint(String id) {
		return this.jdbc.sql("""
				with runs as (select run_id, first_run_id from durable_workflow where workflow_id = ?)
				select md5(string_agg(line, ',' order by line)) from (
				    select w.xmin::text || w::text as line from durable_workflow w
				     where w.run_id in (select run_id from runs)
				    union all
				    select h.xmin::text || h.seq from durable_history h where h.run_id in (select run_id from runs)
				    union all
				    select i.xmin::text || i.id from durable_inbox i where i.chain in (select first_run_id from runs)
				    union all
				    select a.xmin::text || a.activity_id from durable_activity a
				     where a.run_id in (select run_id from runs)
				) as lines
				""").param(id).query(String.class).single();
	}

	private TreeSet<String> listed(WorkflowStatus status) {
		TreeSet<String> all = new TreeSet<>();
		WorkflowQuery query = WorkflowQuery.where().status(status).limit(PAGE);
		List<WorkflowDescription> page = this.client.list(query);
		while (!page.isEmpty()) {
			page.forEach((run) -> all.add(run.runId()));
			page = this.client.list(query.after(page.get(page.size() - 1).runId()));
		}
		return all;
	}

	private TreeSet<String> stored(WorkflowStatus status) {
		return new TreeSet<>(this.jdbc.sql("select run_id::text from durable_workflow where status = ?")
			.param(status.name())
			.query(String.class)
			.list());
	}

}
