package dev.durable.jpa;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import dev.durable.client.StuckReason;
import dev.durable.jpa.Batch.Write;
import dev.durable.jpa.Transactions.Scope;
import dev.durable.store.BatchRefusedException;
import dev.durable.store.ClaimFilter;
import dev.durable.store.CommitReply;
import dev.durable.store.EventRow;
import dev.durable.store.Fence;
import dev.durable.store.IdTakenException;
import dev.durable.store.LoadedRun;
import dev.durable.store.NewRun;
import dev.durable.store.Refusal;
import dev.durable.store.RunChange;
import dev.durable.store.RunRow;
import dev.durable.store.RunStore;
import dev.durable.store.StoreLimits;

/**
 * What moves runs.
 */
final class Runs implements RunStore {

	static final Duration LOCK_TIMEOUT = Duration.ofMillis(200);

	private static final Duration START_LOCK_TIMEOUT = Duration.ofSeconds(5);

	private static final String MARK_UNKNOWN_TYPES = """
			update durable_workflow
			   set stuck_reason = '%s',
			       stuck_message = 'No live node has code for workflow type ''' || type
			                       || ''': deploy an application that has it',
			       stuck_build = '',
			       stuck_tries = 0
			 where owner is null
			   and open_key is not null
			   and stuck_reason is null
			   and wake_at <= ?
			   and type <> all(?)
			""".formatted(StuckReason.UNKNOWN_TYPE);

	private final Transactions transactions;

	private final SqlDialect dialect;

	private final SqlText sql;

	Runs(Transactions transactions, SqlDialect dialect, SqlText sql) {
		this.transactions = transactions;
		this.dialect = dialect;
		this.sql = sql;
	}

	@Override
	public CommitReply commit(Fence fence, UUID writeId, List<RunChange> changes) {
		Write write = new Write(writeId, fence.nodeId(), List.copyOf(changes));
		return this.transactions.write(fence, LOCK_TIMEOUT, (scope) -> tryCommit(scope, write));
	}

	private CommitReply tryCommit(Scope scope, Write write) {
		try {
			return new Batch(scope, this.dialect, this.sql, write).run();
		}
		catch (SQLException | RuntimeException ex) {
			SqlFailureException failure = Transactions.failureOf("A commit failed", ex);
			Refusal refusal = (failure != null) ? failure.refusal() : null;
			if (failure == null || refusal == null) {
				throw Transactions.translated("A commit failed", ex);
			}
			if (write.changes().size() > 1) {
				throw new BatchRefusedException(
						"One of " + write.changes().size() + " changes was refused: " + failure.getMessage(), failure);
			}
			scope.setRollbackOnly();
			return new CommitReply(scope.now(), Map.of(0, refusal));
		}
	}

	@Override
	public boolean isWritten(UUID writeId, List<RunChange> changes) {
		return this.transactions.read((session) -> new Witness(session, writeId).isWritten(changes));
	}

	@Override
	public void start(NewRun run, EventRow started) {
		StoreLimits.require(run);
		StoreLimits.require("Event kind", started.kind());
		try {
			this.transactions.writeJoined(START_LOCK_TIMEOUT, (scope) -> {
				if (!this.dialect.insertRuns(scope.connection(), List.of(run), null, null).isEmpty()) {
					throw new IdTakenException("Workflow id '" + run.workflowId() + "' has an open run", null);
				}
				scope.session().insert(new HistoryEntity(run.runId(), started, null));
				return run;
			});
		}
		catch (SqlFailureException ex) {
			if (ex.isDuplicate() || (ex.isLocked() && !isFatal(ex))) {
				throw new IdTakenException("Workflow id '" + run.workflowId()
						+ "' has just been started by another transaction: " + ex.getMessage(), ex);
			}
			throw ex;
		}
	}

	private boolean isFatal(SqlFailureException ex) {
		return ex.isDeadlock() && this.dialect.isDeadlockFatal();
	}

	@Override
	public List<UUID> claim(Fence fence, ClaimFilter filter) {
		if (filter.types().isEmpty() || filter.limit() < 1) {
			return List.of();
		}
		return this.transactions.write(fence, LOCK_TIMEOUT,
				(scope) -> this.dialect.claim(scope.connection(), fence.nodeId(), filter, scope.now()));
	}

	@Override
	public List<UUID> owned(long nodeId) {
		return this.transactions.read((session) -> session
			.createSelectionQuery("select w.runId from WorkflowEntity w where w.owner = :owner order by w.runId",
					UUID.class)
			.setParameter("owner", nodeId)
			.getResultList());
	}

	@Override
	public Optional<LoadedRun> load(UUID runId) {
		return this.transactions.read((session) -> Queries.run(session, runId)
			.map((run) -> new LoadedRun(run, Queries.history(session, runId, 0, Integer.MAX_VALUE),
					Queries.letters(session, run), Queries.activities(session, runId))));
	}

	@Override
	public int markUnknownTypes(Fence fence, Duration overdue) {
		return this.transactions.write(fence, LOCK_TIMEOUT, (scope) -> {
			List<String> known = Queries.liveTypes(scope.session(), scope.now());
			return SqlText.update(scope.connection(), this.sql.of(MARK_UNKNOWN_TYPES),
					SqlText.time(scope.now().minus(overdue)), SqlText.strings(scope.connection(), known));
		});
	}

	@Override
	public List<RunRow> closed(Collection<UUID> runIds) {
		if (runIds.isEmpty()) {
			return List.of();
		}
		return this.transactions.read((session) -> session
			.createSelectionQuery("from WorkflowEntity w where w.runId in :ids and w.openKey is null",
					WorkflowEntity.class)
			.setParameter("ids", runIds)
			.getResultList()
			.stream()
			.map(WorkflowEntity::toRow)
			.toList());
	}

}
