package dev.durable.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.jpa.Transactions.Work;
import dev.durable.store.AttributeRow;
import dev.durable.store.EventRow;
import dev.durable.store.IdLockedException;
import dev.durable.store.IdTakenException;
import dev.durable.store.NewRun;
import dev.durable.store.RunStart;

/**
 * Starts of runs in the caller's transaction, if there is one.
 */
final class Starts {

	/** How long a caller waits for another transaction that has started the same id. */
	static final Duration PATIENCE = Duration.ofSeconds(5);

	private final Transactions transactions;

	private final SqlDialect dialect;

	private final SqlText sql;

	Starts(Transactions transactions, SqlDialect dialect, SqlText sql) {
		this.transactions = transactions;
		this.dialect = dialect;
		this.sql = sql;
	}

	/**
	 * Do what starts a run, under a savepoint.
	 * @param run the run
	 * @param patience how long to wait for another transaction
	 * @param work what to do
	 * @throws IdTakenException if another transaction is in the way
	 */
	void join(NewRun run, Duration patience, Work<?> work) {
		try {
			this.transactions.writeJoined(patience, work);
		}
		catch (SqlFailureException ex) {
			String taken = "Workflow id '" + run.workflowId() + "' has just been started by another transaction: "
					+ ex.getMessage();
			if (ex.isDuplicate()) {
				throw new IdTakenException(taken, ex);
			}
			if (ex.isLocked() && !(ex.isDeadlock() && this.dialect.isDeadlockFatal())) {
				throw new IdLockedException(taken, ex);
			}
			throw ex;
		}
	}

	/**
	 * Insert a run that nobody owns, with its events and attributes.
	 * @param scope the transaction
	 * @param start the run
	 */
	void insert(Scope scope, RunStart start) throws SQLException {
		NewRun run = start.run();
		RunStart unowned = new RunStart(run, start.events(), false, false);
		if (!this.dialect.insertRuns(scope.connection(), List.of(unowned), null, null).isEmpty()) {
			throw new IdTakenException("Workflow id '" + run.workflowId() + "' has an open run", null);
		}
		if (run.limit() != null) {
			new Places(scope.connection(), this.dialect, this.sql).queue(List.of(run));
		}
		if (isOffended(scope.connection(), run)) {
			throw new IdTakenException("Workflow id '" + run.workflowId()
					+ "' has a closed run, and the reuse policy of the start is " + run.reusePolicy(), null);
		}
		for (EventRow event : start.events()) {
			scope.session().insert(new HistoryEntity(run.runId(), event, null));
		}
		Map<AttributeEntity.Key, AttributeRow> attributes = new LinkedHashMap<>();
		AttributeEntity.put(attributes, run.runId(), run.attributes());
		attributes.forEach((key, row) -> {
			if (row.json() != null) {
				scope.session().insert(new AttributeEntity(key, row.json(), null));
			}
		});
	}

	/*
	 * The caller sees what it has done itself. A run that has come and gone since the
	 * snapshot of its transaction was taken is seen by others only.
	 */
	private boolean isOffended(Connection connection, NewRun run) throws SQLException {
		return run.reusePolicy() != WorkflowIdReusePolicy.ALLOW_DUPLICATE
				&& (!ReusePolicies.offended(connection, this.sql, List.of(run)).isEmpty() || this.transactions
					.readNewer(connection, (other) -> ReusePolicies.isOffended(other, this.sql, run))
					.orElse(false));
	}

}
