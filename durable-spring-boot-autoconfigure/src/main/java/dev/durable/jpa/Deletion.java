package dev.durable.jpa;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import dev.durable.client.WorkflowStatus;

/**
 * Deletes closed runs with all that belongs to them, in the transaction of the caller.
 */
final class Deletion {

	/* The order and the limit are those of the index on the status. */
	private static final String FIND_OLD = """
			select run_id, workflow_id, first_run_id
			  from durable_workflow
			 where status = ?
			   and run_id < ?
			   and closed_at < ?
			   and open_key is null
			 order by run_id
			 limit ?
			""";

	/* The runs of a chain have one workflow id, and closed ones no index by chain. */
	private static final String LOCK_CHAINS = """
			select run_id
			  from durable_workflow
			 where workflow_id = any(?)
			   and first_run_id = any(?)
			   and open_key is null
			 order by run_id
			   for update
			""";

	private static final String DELETE_RUNS = """
			delete from durable_workflow
			 where run_id = any(?)
			   and open_key is null
			""";

	private static final List<String> PARTS = List.of("durable_history", "durable_attribute", "durable_activity");

	private static final String FIND_CHAINS = """
			select distinct first_run_id
			  from durable_workflow
			 where workflow_id = any(?)
			   and first_run_id = any(?)
			""";

	private static final String DELETE_LETTERS = """
			delete from durable_inbox
			 where chain = any(?)
			""";

	private static final int UUID_TIME_SHIFT = 16;

	private final Connection connection;

	private final SqlText sql;

	Deletion(Connection connection, SqlText sql) {
		this.connection = connection;
		this.sql = sql;
	}

	/**
	 * Find closed runs. Run ids are ordered by the time of the start, so that none is
	 * looked at that started later.
	 * @param until when they closed at the latest
	 * @param limit how many at the most
	 * @return the runs, those that started first at the beginning for each status
	 */
	List<Closed> old(Instant until, int limit) throws SQLException {
		List<Closed> found = new ArrayList<>();
		UUID end = new UUID(until.toEpochMilli() << UUID_TIME_SHIFT, 0);
		for (WorkflowStatus status : WorkflowStatus.values()) {
			if (status.isClosed() && found.size() < limit) {
				found.addAll(SqlText.query(this.connection, Closed::read, this.sql.of(FIND_OLD), status.name(), end,
						SqlText.time(until), limit - found.size()));
			}
		}
		return found;
	}

	/**
	 * Delete runs. All closed runs of their chains are locked, which nobody else writes:
	 * of two deletions at once, the later one sees that no run is left, and deletes the
	 * letters of the chain.
	 * @param runs the runs; those that are open are left alone
	 * @return how many were deleted
	 */
	int delete(List<Closed> runs) throws SQLException {
		java.sql.Array workflowIds = SqlText.strings(this.connection, runs.stream().map(Closed::workflowId).toList());
		java.sql.Array chains = SqlText.uuids(this.connection, chains(runs).toList());
		java.sql.Array runIds = SqlText.uuids(this.connection, runs.stream().map(Closed::runId).toList());
		SqlText.query(this.connection, SqlText::uuid, this.sql.of(LOCK_CHAINS), workflowIds, chains);
		int deleted = SqlText.update(this.connection, this.sql.of(DELETE_RUNS), runIds);
		if (deleted == 0) {
			return 0;
		}
		for (String table : PARTS) {
			SqlText.update(this.connection, this.sql.of("delete from " + table + " where run_id = any(?)"), runIds);
		}
		Set<UUID> alive = new HashSet<>(
				SqlText.query(this.connection, SqlText::uuid, this.sql.of(FIND_CHAINS), workflowIds, chains));
		List<UUID> gone = chains(runs).filter((chain) -> !alive.contains(chain)).toList();
		SqlText.update(this.connection, this.sql.of(DELETE_LETTERS), SqlText.uuids(this.connection, gone));
		return deleted;
	}

	private static Stream<UUID> chains(List<Closed> runs) {
		return runs.stream().map(Closed::chain).distinct();
	}

	/**
	 * A closed run.
	 *
	 * @param runId its id
	 * @param workflowId its workflow id
	 * @param chain the id of the first run of its chain
	 */
	record Closed(UUID runId, String workflowId, UUID chain) {

		private static Closed read(ResultSet row) throws SQLException {
			return new Closed(row.getObject(1, UUID.class), row.getString(2), row.getObject(3, UUID.class));
		}

	}

}
