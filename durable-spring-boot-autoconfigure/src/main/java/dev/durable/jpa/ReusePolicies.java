package dev.durable.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.client.WorkflowStatus;
import dev.durable.store.NewRun;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a workflow id may be used again, after the insert of the new run: its
 * unique key has waited for whoever held the id, so no run that is just closing slips
 * through.
 */
final class ReusePolicies {

	/*
	 * The new runs hold their workflow ids, so all others with the same ids are closed,
	 * though the snapshot of a caller may still show one as open. The order keeps
	 * PostgreSQL from looking for the ids in the primary key.
	 */
	private static final String FIND_LAST = """
			select n.run_id,
			       (select o.status
			          from durable_workflow o
			         where o.workflow_id = n.workflow_id
			           and o.first_run_id <> n.first_run_id
			         order by case when o.open_key is null then 1 else 0 end, o.closed_at desc, o.run_id desc
			         limit 1)
			  from durable_workflow n
			 where n.run_id = any(?)
			""";

	/*
	 * What is locked is being deleted, by the caller maybe, and does not count any more:
	 * nothing else locks a closed run for long.
	 */
	private static final String FIND_LAST_CLOSED = """
			select status
			  from durable_workflow
			 where workflow_id = ?
			   and first_run_id <> ?
			   and open_key is null
			 order by closed_at desc, run_id desc
			 limit 1
			   for update skip locked
			""";

	private static final Set<String> FAILED = Set.of(WorkflowStatus.FAILED.name(), WorkflowStatus.CANCELLED.name(),
			WorkflowStatus.TERMINATED.name(), WorkflowStatus.TIMED_OUT.name());

	private ReusePolicies() {
	}

	/**
	 * Find the runs whose workflow id must not be used again.
	 * @param connection the connection
	 * @param sql the tables
	 * @param inserted runs that have been inserted by an earlier statement
	 * @return the ids of those that must go again
	 */
	static Set<UUID> offended(Connection connection, SqlText sql, List<NewRun> inserted) throws SQLException {
		Map<UUID, WorkflowIdReusePolicy> policies = new HashMap<>();
		for (NewRun run : inserted) {
			if (run.reusePolicy() != WorkflowIdReusePolicy.ALLOW_DUPLICATE) {
				policies.put(run.runId(), run.reusePolicy());
			}
		}
		Set<UUID> offended = new HashSet<>();
		if (policies.isEmpty()) {
			return offended;
		}
		SqlText.query(connection, (row) -> {
			UUID runId = SqlText.uuid(row);
			return isOffended(policies.get(runId), row.getString(2)) && offended.add(runId);
		}, sql.of(FIND_LAST), SqlText.uuids(connection, policies.keySet()));
		return offended;
	}

	/**
	 * Tell whether the workflow id of a run must not be used again, by what a snapshot
	 * may hide that is older than the insert.
	 * @param connection a connection that sees all that is committed, but not the insert
	 * @param sql the tables
	 * @param run a run whose insert by another connection has not committed yet
	 * @return true if it must go again
	 */
	static boolean isOffended(Connection connection, SqlText sql, NewRun run) throws SQLException {
		return SqlText
			.query(connection, (row) -> isOffended(run.reusePolicy(), row.getString(1)), sql.of(FIND_LAST_CLOSED),
					run.workflowId(), run.firstRunId())
			.contains(true);
	}

	private static boolean isOffended(@Nullable WorkflowIdReusePolicy policy, @Nullable String last) {
		boolean failedOnly = policy == WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY;
		return last != null && !(failedOnly && FAILED.contains(last));
	}

}
